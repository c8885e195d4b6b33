"""Terms and triples of random graphs, by kind and frequency."""

from __future__ import annotations

from typing import Final

from rdflib import RDF, RDFS, XSD, Literal

from tests.reasoning.support.as_written import EX, typed

CLASSES: Final = tuple(EX[f"C{n}"] for n in range(6))
PROPERTIES: Final = tuple(EX[f"p{n}"] for n in range(5))
DATA_PROPERTIES: Final = (EX.d0, EX.d1)
INDIVIDUALS: Final = tuple(EX[f"a{n}"] for n in range(7))
INTEGER_TYPES: Final = (
    *(XSD.integer, XSD.nonNegativeInteger, XSD.int, XSD.short, XSD.byte, XSD.long),
    *(XSD.unsignedInt, XSD.unsignedByte, XSD.unsignedLong, XSD.unsignedShort),
)


LITERALS: Final = (
    *(typed("1", XSD.integer), typed("01", XSD.integer), typed("1", XSD.int), typed("1.0", XSD.decimal)),
    *(typed("1", XSD.double), typed("1.0E0", XSD.double), typed("1", XSD.float), typed("NaN", XSD.double)),
    *(typed("2", XSD.byte), typed("2", XSD.positiveInteger), typed("-3", XSD.negativeInteger), typed("300", XSD.short)),
    *(typed("true", XSD.boolean), typed("1", XSD.boolean), typed("0A", XSD.hexBinary), typed("0a", XSD.hexBinary)),
    *(Literal("word"), typed("word", XSD.token), typed("two words", XSD.string), typed("word", XSD.anyURI)),
    *(Literal("kata", lang="id"), Literal("word", lang="en"), typed("word@en", RDF.PlainLiteral)),
    *(typed("1999-05-07T00:00:00Z", XSD.dateTimeStamp), typed("1999-05-07T00:00:00+00:00", XSD.dateTime)),
    *(typed("1999-05-07T00:00:00", XSD.dateTime), typed("1999-05-07", XSD.date), typed("1999", XSD.gYear)),
    *(typed("abc", XSD.integer), typed("300", XSD.byte), typed("x", EX.datatype)),
)
RANGES: Final = (XSD.integer, XSD.byte, XSD.decimal, XSD.string, XSD.dateTime, XSD.boolean, RDFS.Literal)

# Each line: the frequency, then subject, predicate and object, each a term or a kind of term.
TRIPLES: Final = """
14 individual  property                 individual
8  individual  data                     literal
2  individual  property                 blank
2  blank       property                 individual
9  individual  rdf:type                 class
1  blank       rdf:type                 class
1  property    rdf:type                 class
1  class       property                 individual
1  property    property                 property
1  individual  rdf:type                 expression
6  class       rdfs:subClassOf          class
2  expression  rdfs:subClassOf          class
3  class       rdfs:subClassOf          expression
1  class       owl:equivalentClass      class
1  class       owl:equivalentClass      expression
1  class       owl:equivalentClass      thing
2  class       rdf:type                 owl:Class
1  class       owl:disjointWith         class
1  class       owl:complementOf         class
1  class       owl:disjointWith         expression
4  property    rdfs:subPropertyOf       property
1  data        rdfs:subPropertyOf       data
1  property    owl:equivalentProperty   property
1  property    rdf:type                 owl:ObjectProperty
1  data        rdf:type                 owl:DatatypeProperty
2  any         rdfs:domain              class
2  property    rdfs:range               class
1  data        rdfs:range               range
2  property    owl:inverseOf            property
2  property    rdf:type                 owl:SymmetricProperty
2  property    rdf:type                 owl:TransitiveProperty
1  property    rdf:type                 owl:FunctionalProperty
1  data        rdf:type                 owl:FunctionalProperty
1  any         rdf:type                 owl:InverseFunctionalProperty
1  property    rdf:type                 owl:IrreflexiveProperty
1  property    rdf:type                 owl:AsymmetricProperty
2  property    owl:propertyDisjointWith property
2  individual  owl:sameAs               individual
1  individual  owl:sameAs               blank
1  property    owl:sameAs               property
1  class       owl:sameAs               class
1  individual  owl:sameAs               class
2  individual  owl:differentFrom        individual
1  ex:below    rdfs:subPropertyOf       rdfs:subClassOf
2  class       ex:below                 class
1  ex:Linking  rdfs:subClassOf          owl:TransitiveProperty
1  property    rdf:type                 ex:Linking
1  ex:mirrors  rdfs:subPropertyOf       owl:inverseOf
1  property    ex:mirrors               property
1  ex:is       rdfs:subPropertyOf       owl:sameAs
1  individual  ex:is                    individual
1  ex:kindOf   owl:equivalentProperty   rdf:type
1  individual  ex:kindOf                class
"""
