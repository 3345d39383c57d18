"""The pages beside the API: single-page app, OpenAPI document, explorer."""
