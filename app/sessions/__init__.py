"""Who the caller is: session rows, the half-authenticated state, and the guards of every view."""
