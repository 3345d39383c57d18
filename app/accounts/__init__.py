"""What people do with their own account: register, verify the address, keep the profile."""
