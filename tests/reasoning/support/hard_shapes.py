"""Small hand-written graphs that engines have got wrong or may, each named by its difficulty."""

from __future__ import annotations

from typing import Final

import rdflib

from tests.reasoning.support.as_written import turtle

SHAPES: Final = {
    "two oneOf lists on one class": """
        :C owl:oneOf ( :a :b ) , ( :c ) ; rdfs:subClassOf :D .""",
    "two unionOf lists on one class": """
        :C owl:unionOf ( :A :B ) , ( :D :E ) . :x a :A . :y a :E .""",
    "two intersectionOf lists on one class": """
        :C owl:intersectionOf ( :A :B ) , ( :D :E ) . :x a :A , :B . :y a :D , :B . :z a :C .""",
    "a list of one, and a class that is its own operand": """
        :C owl:unionOf ( :A ) . :D owl:intersectionOf ( :D :B ) . :E owl:unionOf ( :E :F ) . :x a :A , :B .
        :y a :F , :D .""",
    "two chains on one property": """
        :p owl:propertyChainAxiom ( :q :r ) , ( :s :t :u ) . :a :q :b . :b :r :c . :d :s :e . :e :t :f . :f :u :g .""",
    "chains that feed themselves": """
        :p owl:propertyChainAxiom ( :p :q ) . :a :p :b . :b :q :c . :c :q :d . :d :q :b .
        :r owl:propertyChainAxiom ( :r :r ) . :a :r :b . :b :r :c . :c :r :d .""",
    "chains that feed each other": """
        :p owl:propertyChainAxiom ( :q :r ) . :q owl:propertyChainAxiom ( :p :r ) . :a :q :b . :b :r :c . :c :r :d .""",
    "a chain over an inverse, a literal at the end": """
        :p owl:propertyChainAxiom ( :q :d ) . :q owl:inverseOf :r . :b :r :a . :b :d "1"^^xsd:int .""",
    "a chain whose result is a key": """
        :p owl:propertyChainAxiom ( :q :r ) . :C owl:hasKey ( :p ) .
        :x a :C ; :q :m . :y a :C ; :q :n . :m :r :v . :n :r :v .""",
    "several keys on one class, one missing a value": """
        :C owl:hasKey ( :p :q :r ) , ( :d ) . :x a :C ; :p :a ; :q :b ; :r :c . :y a :C ; :p :a ; :q :b ; :r :c .
        :z a :C ; :p :a ; :q :b . :v a :C ; :d 1 . :w a :C ; :d 1 .""",
    "keys that agree only by sameAs": """
        :C owl:hasKey ( :p :d ) . :x a :C ; :p :a ; :d 1 . :y a :C ; :p :b ; :d "1"^^xsd:int . :a owl:sameAs :b .""",
    "maxima in every integer type": """
        :R0 owl:onProperty :p ; owl:maxCardinality "1"^^xsd:int . :a a :R0 ; :p :b , :c .
        :R1 owl:onProperty :q ; owl:maxCardinality "01"^^xsd:unsignedByte . :d a :R1 ; :q :e , :f .
        :R2 owl:onProperty :r ; owl:maxCardinality "0"^^xsd:short . :g a :R2 ; :r :h .
        :R3 owl:onProperty :s ; owl:maxCardinality "1.0"^^xsd:decimal . :i a :R3 ; :s :j , :k .
        :R4 owl:onProperty :t ; owl:maxCardinality "1"^^xsd:double . :l a :R4 ; :t :m , :n .
        :R5 owl:onProperty :u ; owl:maxCardinality "1" . :o a :R5 ; :u :v , :w .""",
    "qualified maxima": """
        :R0 owl:onProperty :p ; owl:maxQualifiedCardinality 1 ; owl:onClass :C . :a a :R0 ; :p :b , :c , :d .
        :b a :C . :c a :C .
        :R1 owl:onProperty :q ; owl:maxQualifiedCardinality 1 ; owl:onClass owl:Thing . :e a :R1 ; :q :f , :g .
        :R2 owl:onProperty :r ; owl:maxQualifiedCardinality 0 ; owl:onClass :C . :h a :R2 ; :r :b , :d .
        :R3 owl:onProperty :s ; owl:maxQualifiedCardinality "0"^^xsd:int ; owl:onClass owl:Thing .
        :i a :R3 ; :s :d .""",
    "a maximum of values that are literals": """
        :R owl:onProperty :p ; owl:maxCardinality 1 . :a a :R ; :p "1"^^xsd:int , "01"^^xsd:integer .
        :b a :R ; :p 1 , 2 .""",
    "one value in many lexical forms": """
        :a :p "1"^^xsd:integer . :b :p "01"^^xsd:integer . :c :p "1"^^xsd:byte . :d :p "1.00"^^xsd:decimal .
        :e :p "1"^^xsd:double . :f :p "1"^^xsd:float . :g :p "1"^^xsd:boolean . :h :p true . :i :p "1" .
        :j :p "1"^^xsd:string . :k :p "2000-01-01T00:00:00Z"^^xsd:dateTime , "2000-01-01T00:00:00+00:00"^^xsd:dateTime .
        :p a owl:InverseFunctionalProperty .""",
    "hasValue with another form of the literal": """
        :C owl:onProperty :p ; owl:hasValue "01"^^xsd:integer . :a :p "1"^^xsd:short . :b a :C .""",
    "a functional property with two different literals": """
        :p a owl:FunctionalProperty . :a :p 1 , 2 . :b :q 1 . :c :q 2 .""",
    "an individual that is a literal": """
        :a owl:sameAs "1"^^xsd:int . :b :p "2"^^xsd:int . :c :q :a . :d :r "1"^^xsd:integer .""",
    "datatypes as fillers and ranges": """
        :C owl:onProperty :p ; owl:someValuesFrom xsd:nonNegativeInteger . :a :p "5"^^xsd:byte . :b :p "-5"^^xsd:byte .
        :c :p "5"^^xsd:double . :q rdfs:range xsd:string . :d :q "x"@en . :e :q "x" .
        :D owl:onProperty :r ; owl:allValuesFrom xsd:byte . :f a :D ; :r 200 .
        :E owl:onProperty :s ; owl:someValuesFrom rdfs:Literal . :g :s "abc"^^xsd:integer . :h :s "x"@en .
        :i :s :j .""",
    "properties that are the same": """
        :p owl:sameAs :q . :q a owl:TransitiveProperty ; rdfs:domain :C . :a :p :b . :b :q :c .
        :r owl:inverseOf :p .""",
    "classes that are the same": """
        :C owl:sameAs :D . :D rdfs:subClassOf :E . :a a :C . :F owl:unionOf ( :C :G ) . :E owl:disjointWith :H .
        :b a :H , :D .""",
    "a restriction with a second name": """
        :R owl:onProperty :p ; owl:someValuesFrom owl:Thing . :S owl:sameAs :R .
        :T owl:onProperty :p ; owl:someValuesFrom :C . :U owl:sameAs :T . :C a owl:Class .""",
    "a maximum that is another name of one": """
        :R owl:onProperty :p ; owl:maxCardinality :m . :x a :R ; :p :a , :b . :m owl:sameAs 1 .
        :S owl:onProperty :q ; owl:maxQualifiedCardinality :n ; owl:onClass :C . :y a :S ; :q :c , :d . :c a :C .
        :d a :C . :n owl:sameAs "1"^^xsd:int .""",
    "sameAs from the schema": """
        :is rdfs:subPropertyOf owl:sameAs . :a :is :b . :b :is :c . :c :p :d .
        :like owl:propertyChainAxiom ( :of :inverseOf ) . owl:sameAs owl:propertyChainAxiom ( :m :n ) . :e :m :f .
        :f :n :g .""",
    "a sameAs class of ten": """
        :a0 owl:sameAs :a1 . :a1 owl:sameAs :a2 . :a3 owl:sameAs :a2 . :a4 owl:sameAs :a3 . :a4 owl:sameAs :a5 .
        :a6 owl:sameAs :a5 , :a7 . :a8 owl:sameAs :a7 . :a9 owl:sameAs :a0 . :a0 :p :a9 . :a5 a :C . :x :p :a3 .""",
    "a functional property that is another one, and values that become the same one after another": """
        _:l rdf:first :a3 . :a0 :p0 :a5 . :a1 :p2 :a1 . :a3 :p4 _:b . :a4 :p2 :a1 .
        :a5 :p0 :a4 ; :p4 :a3 ; owl:sameAs :a0 . :p1 rdfs:subPropertyOf :p0 . :p2 rdfs:subPropertyOf :p0 .
        :p0 a owl:FunctionalProperty ; rdfs:subPropertyOf :p1 ; owl:sameAs :p4 .""",
    "differentFrom what is the same": """
        :a owl:sameAs :b . :b owl:differentFrom :c . :c owl:sameAs :a . :d owl:differentFrom :d .""",
    "AllDifferent with the last two the same, and one listed twice": """
        [] a owl:AllDifferent ; owl:members ( :a :b :c ) . :c owl:sameAs :b .
        [] a owl:AllDifferent ; owl:distinctMembers ( :d :e :d ) .""",
    "AllDisjoint lists where only the last two clash": """
        [] a owl:AllDisjointClasses ; owl:members ( :A :B :C ) . :x a :B , :C .
        [] a owl:AllDisjointProperties ; owl:members ( :p :q :r ) . :x :q :y ; :r :y .""",
    "transitivity in a circle": """
        :p a owl:TransitiveProperty , owl:IrreflexiveProperty , owl:AsymmetricProperty .
        :a :p :b . :b :p :c . :c :p :d . :d :p :a .""",
    "transitive, symmetric, inverse of itself": """
        :p a owl:TransitiveProperty , owl:SymmetricProperty ; owl:inverseOf :p . :a :p :b . :c :p :b . :d :p :e .""",
    "schema that follows from data": """
        :below rdfs:subPropertyOf rdfs:subClassOf . :A :below :B . :x a :A .
        :Linking rdfs:subClassOf owl:TransitiveProperty . :p a :Linking . :a :p :b . :b :p :c .
        :unique rdfs:domain owl:FunctionalProperty . :q :unique :z . :a :q :x , :y .
        :mirrors rdfs:subPropertyOf owl:inverseOf . :r :mirrors :p .""",
    "axioms in words of their own": """
        :via rdfs:subPropertyOf owl:propertyChainAxiom . :p :via ( :q :r ) . :a :q :b . :b :r :c .
        :either owl:equivalentProperty owl:unionOf . :C :either ( :A :B ) . :a a :A .
        :on rdfs:subPropertyOf owl:onProperty . :some owl:equivalentProperty owl:someValuesFrom .
        :R :on :q ; :some :S . :b a :S .""",
    "vocabulary as data": """
        :kind owl:equivalentProperty rdf:type . :a :kind :A . :A rdfs:subClassOf :B . rdf:type owl:inverseOf :instance .
        owl:Class rdfs:subClassOf :Meta . :C a owl:Class . rdfs:label rdfs:subPropertyOf :name . :a rdfs:label "a" .
        rdfs:subClassOf rdfs:subPropertyOf :under . owl:sameAs rdfs:subPropertyOf :equal . :a owl:sameAs :z .""",
    "things of every kind at once": """
        :p a owl:ObjectProperty , :Kind ; :p :p . :Kind rdfs:subClassOf owl:SymmetricProperty ; :p :x .
        :x :p :Kind . :p rdfs:range :Kind .""",
    "Thing and Nothing by other names": """
        :All owl:equivalentClass owl:Thing . :None owl:equivalentClass owl:Nothing . :C a owl:Class . :x a :C .
        :y a :None .
        :R owl:onProperty :p ; owl:someValuesFrom :All . :x :p :z .
        :S owl:onProperty :p ; owl:someValuesFrom owl:Thing .""",
    "two restrictions to Thing, which is a class and so below itself": """
        :R owl:onProperty :p ; owl:someValuesFrom owl:Thing . :S owl:onProperty :p ; owl:someValuesFrom owl:Thing .""",
    "circles of classes and properties": """
        :A rdfs:subClassOf :B . :B rdfs:subClassOf :C . :C rdfs:subClassOf :A . :x a :B .
        :p rdfs:subPropertyOf :q . :q rdfs:subPropertyOf :r . :r rdfs:subPropertyOf :p . :y :q :z .
        _:m owl:onProperty :s ; owl:someValuesFrom :A . _:n owl:onProperty :s ; owl:someValuesFrom :A .
        _:i owl:onProperty :p ; owl:hasValue :z . _:j owl:onProperty :p ; owl:hasValue :z .""",
    "restrictions one below the other": """
        :A rdfs:subClassOf :B . :p rdfs:subPropertyOf :q .
        :R1 owl:onProperty :p ; owl:someValuesFrom :A . :R2 owl:onProperty :p ; owl:someValuesFrom :B .
        :R3 owl:onProperty :q ; owl:someValuesFrom :A . :R4 owl:onProperty :p ; owl:allValuesFrom :A .
        :R5 owl:onProperty :p ; owl:allValuesFrom :B . :R6 owl:onProperty :q ; owl:allValuesFrom :A .
        :R7 owl:onProperty :p ; owl:hasValue :v . :R8 owl:onProperty :q ; owl:hasValue :v . :x a :R7 .
        :y a :R6 ; :q :w .""",
    "a restriction with two properties and two fillers": """
        :R owl:onProperty :p , :q ; owl:someValuesFrom :A , :B ; owl:allValuesFrom :D . :x :q :y . :y a :B .
        :z a :R ; :p :v .""",
    "negative assertions against what follows": """
        [] owl:sourceIndividual :a ; owl:assertionProperty :p ; owl:targetIndividual :c . :p a owl:TransitiveProperty .
        :a :p :b . :b :p :c . [] owl:sourceIndividual :a ; owl:assertionProperty :d ; owl:targetValue "1"^^xsd:int .
        :e rdfs:subPropertyOf :d . :a :e "01"^^xsd:integer .""",
    "a property without a name": """
        :p rdfs:subPropertyOf _:q . _:q owl:inverseOf :r . :a :p :b . _:q a owl:TransitiveProperty . :b :p :c .""",
    "a list in a circle": """
        :C owl:unionOf _:l . _:l rdf:first :A ; rdf:rest _:m . _:m rdf:first :B ; rdf:rest _:l . :x a :A .
        :D owl:oneOf _:n . _:n rdf:first :d ; rdf:rest _:n .""",
    "a list without an end, and the empty list": """
        :C owl:oneOf _:l . _:l rdf:first :a ; rdf:rest _:m . _:m rdf:first :b . :D owl:intersectionOf () . :x a :D .
        :E owl:unionOf _:k . _:k rdf:rest () . :p owl:propertyChainAxiom () . :F owl:hasKey () . :c a :F . :d a :F .""",
    "a list with two first and two rest": """
        :C owl:oneOf _:l . _:l rdf:first :a , :b ; rdf:rest _:m , rdf:nil . _:m rdf:first :c ; rdf:rest () .
        :D owl:intersectionOf _:k . _:k rdf:first :A , :B ; rdf:rest ( :E ) . :x a :B , :E .""",
    "lists that share a tail": """
        _:t rdf:first :B ; rdf:rest ( :C ) . :U owl:unionOf _:u . _:u rdf:first :A ; rdf:rest _:t .
        :I owl:intersectionOf _:t . :V owl:unionOf _:t . :x a :B , :C . :y a :A .""",
    "list nodes that are the same": """
        :C owl:oneOf :l . :l rdf:first :a ; rdf:rest :m . :m rdf:first :b ; rdf:rest () .
        :n rdf:first :c ; rdf:rest () . :m owl:sameAs :n . :head rdfs:subPropertyOf rdf:first .
        :o :head :d ; rdf:rest () .
        :D owl:oneOf :o .""",
    "two lists on one subject, for every axiom over a list": """
        :C owl:hasKey ( :p ) , ( :q :r ) . :x a :C ; :p :k . :y a :C ; :p :k . :z a :C ; :q :k ; :r :l .
        :w a :C ; :q :k ; :r :l .
        [] a owl:AllDifferent ; owl:members ( :a :b ) , ( :b :c ) ; owl:distinctMembers ( :a :d ) . :d owl:sameAs :a .
        [] a owl:AllDisjointClasses ; owl:members ( :A :B ) , ( :B :D ) . :e a :B , :D .
        [] a owl:AllDisjointProperties ; owl:members ( :s :t ) , ( :t :u ) . :f :t :g ; :u :g .
        :E owl:intersectionOf ( :A ) , ( :B :D ) ; owl:unionOf ( :F ) , ( :G :H ) . :i a :A . :j a :H .""",
    "chains from a property to itself, of one link and of many, and back": """
        :p owl:propertyChainAxiom ( :p ) , ( :p :p :p ) , ( :q :p :q ) . :q owl:inverseOf :p .
        :a :p :b . :b :p :c . :c :p :d . :r owl:propertyChainAxiom ( :r :r :r :r ) . :a :r :a .""",
    "a property that is its own domain, range, class and value": """
        :p rdfs:domain :p ; rdfs:range :p ; a :p ; :p :p . :p rdfs:subPropertyOf rdf:type .""",
    "names that become one in the middle of a chain, a maximum and an intersection": """
        :p owl:propertyChainAxiom ( :q :r :s ) . :a :q :b . :c :r :d . :e :s :f . :b owl:sameAs :c . :e owl:sameAs :d .
        :R owl:onProperty :t ; owl:maxQualifiedCardinality 1 ; owl:onClass :C . :g a :R ; :t :h . :i :t :j . :h a :C .
        :k a :C . :j owl:sameAs :k . :i owl:sameAs :g .
        :I owl:intersectionOf ( :A :B :D ) . :l a :A . :m a :B . :n a :D . :l owl:sameAs :m . :n owl:sameAs :m .""",
    "literals that are one value, under names of things": """
        :a owl:sameAs 1 . :b owl:sameAs "01"^^xsd:int . :a :p :c . :d :q 1.0 . :e owl:sameAs "1"^^xsd:double .
        :e :p :f . :g owl:sameAs "x" , "x"^^xsd:string , "x"^^xsd:token .""",
}

_INTEGERS: Final = (
    *("integer", "nonNegativeInteger", "nonPositiveInteger", "positiveInteger", "negativeInteger", "long", "int"),
    *("short", "byte", "unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte", "decimal"),
)


def _maximum(number: int, datatype: str) -> str:
    r, p = f":R{number}", f":p{number}"
    return f"""
        {r} owl:onProperty {p} ; owl:maxCardinality "1"^^xsd:{datatype} .
        :a{number} a {r} ; {p} :b{number} , :c{number} .
        {r}q owl:onProperty {p}q ; owl:maxQualifiedCardinality "1"^^xsd:{datatype} ; owl:onClass :C .
        :d{number} a {r}q ; {p}q :e{number} , :f{number} , :g{number} . :e{number} a :C . :f{number} a :C ."""


def _links(text: str, count: int) -> str:
    """Return a text for each number from 0 on; ``n`` and ``m`` are the number and its successor."""
    return " ".join(text.format(n=n, m=n + 1) for n in range(count))


LARGE: Final = {
    "a maximum of one in every type of whole numbers": "".join(map(_maximum, range(len(_INTEGERS)), _INTEGERS)),
    "150 classes, each part of the next": f":a a :C0 . {_links(':C{n} rdfs:subClassOf :C{m} .', 150)}",
    "restrictions that hand a class on along 300 properties": f"""
        :a0 a :C0 . {_links(":a{n} :p :a{m} .", 300)}
        {_links(":C{n} rdfs:subClassOf [ owl:onProperty :p ; owl:allValuesFrom :C{m} ] .", 300)}""",
    "a step after a step, 1200 in all": f"""
        :a0 a :C . :C rdfs:subClassOf [ owl:onProperty :p ; owl:allValuesFrom :C ] .
        {_links(":a{n} :p :a{m} .", 1200)}""",
    "a sameAs class of 60 with facts": f"""
        {_links(":a{n} owl:sameAs :a{m} .", 59)} :a7 :p :b . :c :q :a30 . :a59 a :C . :a0 :r :a40 .""",
}
"""Shapes that are hard because of their size, too large for engines that try each rule by itself."""

LONG: Final = {
    "a chain of 400 links": (
        f":p owl:propertyChainAxiom ( {_links(':q{n}', 400)} ) . {_links(':a{n} :q{n} :a{m} .', 400)}",
        ":a0 :p :a400 .",
    ),
    "an intersection of 400 classes": (
        f":I owl:intersectionOf ( {_links(':C{n}', 400)} ) . {_links(':a a :C{n} .', 400)}",
        f":a a :I . {_links(':I rdfs:subClassOf :C{n} .', 400)}",
    ),
    "a key of 100 properties": (
        f":C owl:hasKey ( {_links(':k{n}', 100)} ) . :a a :C . :b a :C . {_links(':a :k{n} :v . :b :k{n} :v .', 100)}",
        ":a owl:sameAs :b . :b owl:sameAs :a .",
    ),
}
"""Shapes that are too long for the oracle, with their expected conclusions."""


def shape(name: str) -> rdflib.Graph:
    return turtle(SHAPES[name])


def large_shape(name: str) -> rdflib.Graph:
    return turtle(LARGE[name])
