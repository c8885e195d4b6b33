"""The server: routes, application, fast path, sockets, processes, watch mode, SPARQL and Graph Store endpoints."""
