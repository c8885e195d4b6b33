# A blank node is not shared by two operations (SPARQL 1.1 Update, 3.1.1).
INSERT DATA { _:b <urn:p> 1 } ; INSERT DATA { _:b <urn:p> 2 }
