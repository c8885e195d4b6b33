INSERT DATA { <urn:s> <urn:p> 
