"""HTTP plumbing without a web framework: requests, negotiation, SPARQL protocol parameters, proxies and metrics."""
