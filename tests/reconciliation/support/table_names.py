"""Names of tables and archives in several languages, written down before they were tried; and names of other things."""

from __future__ import annotations

NAMES: dict[str, str] = {
    "anders-fogh-rasmussen": ("Расмуссен, Андерс Фог"),
    "belarus": ("Belarusia; روسيا البيضاء; بيلاروسيا; 白俄罗斯; Beyaz Rusya; Bielorrusia"),
    "cis": ("Persemakmuran Negara-Negara Merdeka"),
    "collective-security-treaty": ("Договор о коллективной безопасности (1992); Tashkent Treaty"),
    "csto": (
        "Organisasi Traktat Keamanan Kolektif; منظمة معاهدة الأمن الجماعي; 集安组织; Kolektif Güvenlik "
        "Antlaşması Örgütü; Organisation du Traité de sécurité collective (OTSC)"
    ),
    "csto-charter": ("CSTO Charter"),
    "csto-collective-rapid-reaction-force": ("Коллективные силы оперативного реагирования"),
    "czechia": ("Republik Ceko; Чешская Республика; Çekya; République tchèque; Czech Republic (Czechia)"),
    "czechoslovakia": ("Cekoslowakia; Чехословакия; تشيكوسلوفاكيا; 捷克斯洛伐克; Czechoslovakia (1918–1992)"),
    "dirk-stikker": ("Dirk U. Stikker"),
    "east-germany": (
        "Jerman Timur; ГДР (1949-1990); Германская Демократическая Республика; ألمانيا الشرقية; 东德; "
        "Doğu Almanya; Allemagne de l'Est; Alemania Oriental; German Democratic Republic (GDR); "
        "Germany, East"
    ),
    "germany": ("Jerman Barat; ФРГ; German Federal Republic; Germany/West; West Germany (1949-1990); GFR"),
    "greece": ("Yunani"),
    "hungary": ("Hungaria"),
    "jaap-de-hoop-scheffer": ("Jaap de Hoop-Scheffer"),
    "javier-solana": ("Javier Solana Madariaga"),
    "jens-stoltenberg": ("Йенс Столтенберг"),
    "joseph-luns": ("J.M.A.H. Luns"),
    "kazakhstan": ("Kazakstan; Респ. Казахстан; كازاخستان; 哈萨克斯坦; 哈薩克"),
    "kyrgyzstan": ("Kirgistan; Kirgizstan; Киргизия; قرغيزستان; Kırgızistan; Kirguistán; Kyrgyz Republic; KYR"),
    "lord-carrington": ("Carrington, Lord"),
    "lord-ismay": ("Lord Ismay; Ismay, Hastings"),
    "lord-robertson": ("George Robertson"),
    "manfred-worner": ("Манфред Вёрнер; Manfred Woerner"),
    "manlio-brosio": ("Manlio Brosio"),
    "mark-rutte": ("Mark Rutte"),
    "moldova": ("Moldavie; Moldova, Republic of"),
    "nato": (
        "Pakta Pertahanan Atlantik Utara (NATO); حلف الناتو; 北约; OTAN; Organización del Tratado del Atlántico Norte"
    ),
    "netherlands": ("Нидерланды; Голландия; Pays Bas; Países Bajos; Netherlands (Kingdom of the); Netherlands, The"),
    "north-atlantic-treaty": ("Washington Treaty; North Atlantic Treaty (1949); North Atlantic Treaty of 1949"),
    "north-macedonia": (
        "Makedonia Utara; Северная Македония; Kuzey Makedonya; Macedonia, FYR; Macedonia (FYROM); "
        "TFYR of Macedonia; MKD"
    ),
    "paul-henri-spaak": ("Spaak, Paul-Henri"),
    "russia": ("Rusia; Federasi Rusia; روسيا; Russia (Russian Federation); Russian Fed"),
    "secretary-general-of-nato": ("Генеральный секретарь НАТО"),
    "slovakia": ("Slovak Rep."),
    "soviet-union": (
        "Uni Soviet; الاتحاد السوفيتي; الاتحاد السوفييتي; 苏联; 蘇聯; Sovyetler Birliği; Unión "
        "Soviética (URSS); USSR (1922–1991); Soviet Union (until 1991); SUN"
    ),
    "tajikistan": ("Tajikistan (Republik); Республика Таджикистан; Tadjikistan"),
    "turkey": ("Turquie; Turquía; Turkiye"),
    "united-kingdom": (
        "Britania Raya; Великобритания; Соединенное Королевство; المملكة المتحدة; 英国; Birleşik "
        "Krallık; Royaume Uni; Reino Unido; UK (United Kingdom); UKG"
    ),
    "united-states": (
        "Amerika Serikat; США; الولايات المتحدة; 美国; ABD; Etats-Unis; Etats Unis d'Amerique; EE. "
        "UU.; United States of America (USA)"
    ),
    "uzbekistan": ("乌兹别克斯坦"),
    "warsaw-pact": ("Pakta Warsawa; ОВД; Организация Варшавского Договора (ОВД); حلف وارسو; 华约; Varşova Paktı"),
    "warsaw-treaty": ("Warsaw Treaty (1955)"),
    "willy-claes": ("Вилли Клас; Claes, Willy"),
}
"""Names by id, divided by semicolons."""

UNSURE = (
    "Договор о коллективной безопасности (1992)",
    "J.M.A.H. Luns",
    "Javier Solana Madariaga",
)
"""Names that are found first, and left to the person who reconciles."""

NOT_OURS = (
    "EU; UN; AU; OAS; OIC; ASEAN; ECOWAS; EEU; EAEU; SCO; OSCE; WEU; GCC; ICC; WHO; WTO; IS; "
    "PKK; AS; IMF; us; it; no; is; in; be; de; am; by; at; can; den; fin; pol; lit; ice; nor; "
    "ARE; SA; CE; UE; ООН; ЕС; ЕАЭС; ШОС; СБСЕ; ОБСЕ; ВТО; 联合国; 欧盟; Serbia; Yugoslavia; Bosnia "
    "and Herzegovina; Cyprus; Austria; Switzerland; Ireland; Mongolia; China; Afghanistan; "
    "Iran; Pakistan; Finnish; Estonians; Armenian; Russians; Kazakhs; Belarusian; American; "
    "Tashkent; Minsk; Bishkek; Brussels; Dushanbe; Almaty; Washington; Berlin; "
    "Nagorno-Karabakh; Abkhazia; South Ossetia; Transnistria; Crimea; Chechnya; Poul Nyrup "
    "Rasmussen; Lars Løkke Rasmussen; Thorvald Stoltenberg; Pat Robertson; Victor Spaak; Viktor "
    "Lukashenko; Kingdom of Poland; Duchy of Warsaw; Grand Duchy of Lithuania; Kingdom of "
    "Romania; Republic of Crimea; Republic of Ireland; Donetsk People's Republic; Georgia, USA; "
    "Georgia (U.S. state); Western Union; Brussels Treaty; Baghdad Pact; Rio Pact; Balkan Pact; "
    "Treaty of Lisbon; Warsaw Convention; Shanghai Cooperation Organisation; Organization of "
    "Turkic States; European Union; Western European Union; Commonwealth of Nations; "
    "Commonwealth of Australia; New Zealand; Republika Srpska; Western Germany Football; "
    "Luxembourg City; Luxembourg (Belgium); Prime Minister of Belarus; Secretary-General of the "
    "United Nations; Alexander Robertson; Mark Ruffalo"
)
"""Names of other things, acronyms of other bodies, words, and adjectives."""
