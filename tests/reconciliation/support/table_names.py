"""Names of tables and archives in several languages, written down before they were tried; and names of other things."""

from __future__ import annotations

NAMES: dict[str, str] = {
    "albania": ("People's Socialist Republic of Albania; Shqipëria"),
    "alexander-lukashenko": ("President Lukashenko; Aleksandr Lukashenko; Аляксандр Лукашэнка"),
    "anders-fogh-rasmussen": ("Расмуссен, Андерс Фог"),
    "armenia": ("Republic of Armenia; Armenian SSR"),
    "azerbaijan": ("Azerbaijan Republic; Azerbaijan SSR"),
    "belarus": (
        "Belarusia; روسيا البيضاء; بيلاروسيا; 白俄罗斯; Beyaz Rusya; Bielorrusia; Rep. of Belarus; Belarus, Rep."
    ),
    "bulgaria": ("People's Republic of Bulgaria"),
    "cis": ("Persemakmuran Negara-Negara Merdeka"),
    "collective-security-treaty": ("Договор о коллективной безопасности (1992); Tashkent Treaty"),
    "croatia": ("Hrvatska"),
    "csto": (
        "Organisasi Traktat Keamanan Kolektif; منظمة معاهدة الأمن الجماعي; 集安组织; Kolektif Güvenlik "
        "Antlaşması Örgütü; Organisation du Traité de sécurité collective (OTSC); Collective "
        "Security Treaty Org."
    ),
    "csto-charter": ("CSTO Charter"),
    "csto-collective-rapid-reaction-force": (
        "Коллективные силы оперативного реагирования; Collective Rapid Reaction Force"
    ),
    "czechia": ("Republik Ceko; Чешская Республика; Çekya; République tchèque; Czech Republic (Czechia); Czech Rep"),
    "czechoslovakia": (
        "Cekoslowakia; Чехословакия; تشيكوسلوفاكيا; 捷克斯洛伐克; Czechoslovakia (1918–1992); CSSR; Czecho-Slovakia"
    ),
    "dirk-stikker": ("Dirk U. Stikker"),
    "east-germany": (
        "Jerman Timur; ГДР (1949-1990); Германская Демократическая Республика; ألمانيا الشرقية; 东德; "
        "Doğu Almanya; Allemagne de l'Est; Alemania Oriental; German Democratic Republic (GDR); "
        "Germany, East; Germany, Democratic Republic; German DR; East Germany (German Democratic "
        "Republic); NRD"
    ),
    "georgia": ("Georgian SSR"),
    "germany": (
        "Jerman Barat; ФРГ; German Federal Republic; Germany/West; West Germany (1949-1990); GFR; "
        "Germany, Federal Republic of; FR Germany; Germany, Fed. Rep.; Germany (Federal Republic); "
        "Niemcy; RFN"
    ),
    "greece": ("Yunani; Hellenic Republic"),
    "hungary": ("Hungaria; Hungarian People's Republic; Magyarország"),
    "imangali-tasmagambetov": ("Тасмагамбетов Имангали"),
    "jaap-de-hoop-scheffer": ("Jaap de Hoop-Scheffer"),
    "javier-solana": ("Javier Solana Madariaga"),
    "jens-stoltenberg": ("Йенс Столтенберг"),
    "joseph-luns": ("J.M.A.H. Luns"),
    "kazakhstan": ("Kazakstan; Респ. Казахстан; كازاخستان; 哈萨克斯坦; 哈薩克; Republic of Kazakhstan; Kazakh SSR"),
    "kyrgyzstan": (
        "Kirgistan; Kirgizstan; Киргизия; قرغيزستان; Kırgızistan; Kirguistán; Kyrgyz Republic; KYR; Кыргызстан"
    ),
    "lithuania": ("Lithuanian SSR"),
    "lord-carrington": ("Carrington, Lord"),
    "lord-ismay": ("Lord Ismay; Ismay, Hastings"),
    "lord-robertson": ("George Robertson"),
    "luxembourg": ("Grand Duchy of Luxembourg"),
    "manfred-worner": ("Манфред Вёрнер; Manfred Woerner"),
    "manlio-brosio": ("Manlio Brosio"),
    "mark-rutte": ("Mark Rutte"),
    "moldova": ("Moldavie; Moldova, Republic of; Moldavian SSR"),
    "montenegro": ("Црна Гора"),
    "nato": (
        "Pakta Pertahanan Atlantik Utara (NATO); حلف الناتو; 北约; OTAN; Organización del Tratado del "
        "Atlántico Norte; North Atlantic Alliance; Atlantic Alliance; North Atlantic Treaty Org."
    ),
    "netherlands": (
        "Нидерланды; Голландия; Pays Bas; Países Bajos; Netherlands (Kingdom of the); Netherlands, "
        "The; Kingdom of the Netherlands; Holland; Holandia"
    ),
    "nikolai-bordyuzha": ("Бордюжа Николай Николаевич; Николай Бордюжа"),
    "north-atlantic-treaty": ("Washington Treaty; North Atlantic Treaty (1949); North Atlantic Treaty of 1949"),
    "north-macedonia": (
        "Makedonia Utara; Северная Македония; Kuzey Makedonya; Macedonia, FYR; Macedonia (FYROM); "
        "TFYR of Macedonia; MKD; Republic of North Macedonia; Macedonia, The Former Yugoslav "
        "Republic of; the former Yugoslav Republic of Macedonia"
    ),
    "norway": ("Kingdom of Norway"),
    "paul-henri-spaak": ("Spaak, Paul-Henri"),
    "poland": ("People's Republic of Poland"),
    "romania": ("Socialist Republic of Romania"),
    "roza-otunbayeva": ("Otunbayeva, Roza; Роза Отунбаева"),
    "russia": (
        "Rusia; Federasi Rusia; روسيا; Russia (Russian Federation); Russian Fed; RSFSR; Ρωσία; "
        "Rosja; ロシア; ロシア連邦; 러시아"
    ),
    "secretary-general-of-nato": ("Генеральный секретарь НАТО; Secretary-General of NATO; Sekretaris Jenderal NATO"),
    "slovakia": ("Slovak Rep.; Slovak Republic"),
    "soviet-union": (
        "Uni Soviet; الاتحاد السوفيتي; الاتحاد السوفييتي; 苏联; 蘇聯; Sovyetler Birliği; Unión "
        "Soviética (URSS); USSR (1922–1991); Soviet Union (until 1991); SUN; USSR (Soviet Union); "
        "Soviet Union/USSR; the Soviet Union; The USSR; Union of Soviet Socialist Republics (USSR); "
        "U.S.S.R; ZSRR; ソ連; 소련"
    ),
    "spain": ("Kingdom of Spain"),
    "stanislav-zas": ("Станислав Зась"),
    "tajikistan": ("Tajikistan (Republik); Республика Таджикистан; Tadjikistan; Тоҷикистон"),
    "turkey": ("Turquie; Turquía; Turkiye; Türkiye, Republic of; Republic of Turkey"),
    "turkmenistan": ("Turkmen SSR; Türkmenistan"),
    "ukraine": ("Ukrainian S.S.R."),
    "united-kingdom": (
        "Britania Raya; Великобритания; Соединенное Королевство; المملكة المتحدة; 英国; Birleşik "
        "Krallık; Royaume Uni; Reino Unido; UK (United Kingdom); UKG; U.K.; Gt. Britain; Ηνωμένο "
        "Βασίλειο; Wielka Brytania"
    ),
    "united-states": (
        "Amerika Serikat; США; الولايات المتحدة; 美国; ABD; Etats-Unis; Etats Unis d'Amerique; EE. "
        "UU.; United States of America (USA); Stany Zjednoczone"
    ),
    "uzbekistan": ("乌兹别克斯坦; Republic of Uzbekistan; Uzbek S.S.R.; Ўзбекистон"),
    "warsaw-pact": (
        "Pakta Warsawa; ОВД; Организация Варшавского Договора (ОВД); حلف وارسو; 华约; Varşova Paktı; "
        "Warsaw Treaty Organisation; Warsaw Treaty Organization"
    ),
    "warsaw-treaty": ("Warsaw Treaty (1955)"),
    "willy-claes": ("Вилли Клас; Claes, Willy"),
    "yuri-khachaturov": ("Юрий Хачатуров"),
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
    "United Nations; Alexander Robertson; Mark Ruffalo; Republic of Karelia; Republic of "
    "Tatarstan; Republic of Dagestan; Republic of Serbia; Republic of Austria; Republic of "
    "Korea; Republic of China; Republic of Cyprus; Republic of Mahabad; Irish Republic; "
    "Dominican Republic; Weimar Republic; Roman Republic; Republik Indonesia; Republik "
    "Österreich; République de Serbie; République du Niger; République du Congo; República "
    "Dominicana; Республика Крым; Республика Сербия; Чеченская Республика; Донецкая Народная "
    "Республика; Карельская АССР; Татарская АССР; Kingdom of Italy; Kingdom of France; Kingdom "
    "of Serbia; Kingdom of Georgia; Kingdom of Albania; Kingdom of Bulgaria; Serbia "
    "(Yugoslavia); Russia (Soviet Union); Prussia (Germany); Korea, Republic of; Congo, "
    "Democratic Republic of the; Iran, Islamic Republic of; New Mexico; New England; Nova "
    "Scotia; Northern Ireland; Scotland; Wales; Gibraltar; Greenland; Faroe Islands; "
    "Kaliningrad; Leningrad; Novgorod; Prague; Bratislava; Warszawa; Москва; Варшава; Прага; "
    "الأردن; النمسا; السودان; 中华民国; 中国; 塞尔维亚; 奥地利; 蒙古; Avusturya; Sırbistan; Autriche; Suisse; "
    "Irlande; Islande du Nord; Bosnie; Yougoslavie; СФРЮ; ЮАР; КНР; КНДР; ДРА; OSCE Secretary "
    "General; CSTO Parliamentary Assembly; NATO Response Force; NATO Defence College; Treaty on "
    "European Union; North Atlantic Council; Warsaw Ghetto; Cold Mountain; Peace of Westphalia; "
    "World War II; Second Chechen War; Tajik Civil War; Nagorno-Karabakh war; Euromaidan; "
    "Tsarist Russia; Imperial Germany; Nazi Germany; Third Reich; Vichy France; Free France; "
    "British Empire"
)
"""Names of other things, acronyms of other bodies, words, and adjectives."""
