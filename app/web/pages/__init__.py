"""What is served beside the API: the page, the API's description and its explorer."""
