// Starts the explorer: same-origin calls with this browser's cookies, nothing kept, nobody else asked.
window.SwaggerUIBundle({
  dom_id: '#explorer',
  url: '/api/openapi.json',
  deepLinking: true,
  displayRequestDuration: true,
  docExpansion: 'list',
  filter: true,
  persistAuthorization: false,
  requestSnippetsEnabled: true,
  tryItOutEnabled: true,
  validatorUrl: null,
  withCredentials: true,
});
