DELETE WHERE { ?s ?p ?o } ; LOAD <elsewhere>
