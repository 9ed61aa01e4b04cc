SwaggerUIBundle({
  url: 'openapi.json',
  dom_id: '#contract',
  deepLinking: true,
  // By default the page would ask a server of its makers whether the document is valid.
  validatorUrl: null,
});
