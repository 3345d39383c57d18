"""The flood limit: how many requests to the API one address may send."""
