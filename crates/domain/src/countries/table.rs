//! The table itself: `alpha-2|English short name|calling code|other names…`, ISO 3166-1 order by code.
//!
//! Names are the ones forms use; other names are official forms, usual
//! abbreviations, the country's own name, and its names in German, French,
//! Spanish, Portuguese and Dutch (Unicode CLDR). A name stands for one country only.

pub(super) const COUNTRIES: &str = "\
AD|Andorra|376|Andorre
AE|United Arab Emirates|971|UAE|Emirates|الإمارات العربية المتحدة|Vereinigte Arabische Emirate|Émirats arabes unis|Emiratos Árabes Unidos|Emirados Árabes Unidos|Verenigde Arabische Emiraten
AF|Afghanistan|93|Afganistán|Afeganistão
AG|Antigua and Barbuda|1268|Antigua & Barbuda|Antigua und Barbuda|Antigua-et-Barbuda|Antigua y Barbuda|Antígua e Barbuda|Antigua en Barbuda
AI|Anguilla|1264|Anguila
AL|Albania|355|Shqipëria|Albanien|Albanie|Albânia|Albanië
AM|Armenia|374|Հայաստան|Armenien|Arménie|Armênia|Armenië|Arménia
AO|Angola|244
AQ|Antarctica|672|Antarktis|Antarctique|Antártida
AR|Argentina|54|Argentine Republic|Argentinien|Argentine|Argentinië
AS|American Samoa|1684|Amerikanisch-Samoa|Samoa américaines|Samoa Americana|Amerikaans-Samoa
AT|Austria|43|Österreich|Republic of Austria|Autriche|Áustria|Oostenrijk
AU|Australia|61|Commonwealth of Australia|Australien|Australie|Austrália|Australië
AW|Aruba|297
AX|Åland Islands|358|Aland Islands|Åland|Ålandinseln|Îles Åland|Islas Aland|Ilhas Aland|Alanda
AZ|Azerbaijan|994|Azərbaycan|Aserbaidschan|Azerbaïdjan|Azerbaiyán|Azerbaijão|Azerbeidzjan
BA|Bosnia and Herzegovina|387|Bosnia & Herzegovina|Bosna i Hercegovina|Bosnia-Herzegovina|Bosnien und Herzegowina|Bosnie-Herzégovine|Bosnia y Herzegovina|Bósnia e Herzegovina|Bosnië en Herzegovina
BB|Barbados|1246|Barbade
BD|Bangladesh|880|বাংলাদেশ|Bangladesch|Bangladés|Bangladeche
BE|Belgium|32|België|Belgique|Belgien|Kingdom of Belgium|Bélgica
BF|Burkina Faso|226|Burquina Faso
BG|Bulgaria|359|България|Bulgarien|Bulgarie|Bulgária|Bulgarije
BH|Bahrain|973|البحرين|Bahreïn|Baréin|Barein|Bahrein|Barém
BI|Burundi|257
BJ|Benin|229|Bénin|Benín|Benim
BL|Saint Barthélemy|590|Saint Barthelemy|St. Barthélemy|Saint-Barthélemy|San Bartolomé|São Bartolomeu
BM|Bermuda|1441|Bermudes|Bermudas
BN|Brunei|673|Brunei Darussalam|Brunéi
BO|Bolivia|591|Bolivia, Plurinational State of|Plurinational State of Bolivia|Bolivia (Plurinational State of)|Bolivien|Bolivie|Bolívia
BQ|Bonaire, Sint Eustatius and Saba|599|Caribbean Netherlands|Karibische Niederlande|Pays-Bas caribéens|Caribe neerlandés|Países Baixos Caribenhos|Caribisch Nederland
BR|Brazil|55|Brasil|Brasilien|Federative Republic of Brazil|Brésil|Brazilië
BS|Bahamas|1242|The Bahamas|Bahama’s|Baamas
BT|Bhutan|975|Bhoutan|Bután|Butão
BV|Bouvet Island|47|Bouvetinsel|Île Bouvet|Isla Bouvet|Ilha Bouvet|Bouveteiland
BW|Botswana|267|Botsuana
BY|Belarus|375|Беларусь|Biélorussie|Bielorrusia|Bielorrússia
BZ|Belize|501|Belice
CA|Canada|1|CAN|Kanada|Canadá
CC|Cocos (Keeling) Islands|61|Cocos Islands|Kokosinseln|Îles Cocos|Islas Cocos|Cocoseilanden
CD|Congo, Democratic Republic of the|243|Democratic Republic of the Congo|DR Congo|DRC|Congo - Kinshasa|Congo (Kinshasa)|Congo, The Democratic Republic of the|Kongo-Kinshasa|Congo-Kinshasa|República Democrática del Congo
CF|Central African Republic|236|Zentralafrikanische Republik|République centrafricaine|República Centroafricana|República Centro-Africana|Centraal-Afrikaanse Republiek
CG|Congo|242|Republic of the Congo|Congo - Brazzaville|Congo (Brazzaville)|Kongo-Brazzaville|Congo-Brazzaville|República do Congo
CH|Switzerland|41|Schweiz|Suisse|Svizzera|Swiss Confederation|Suiza|Suíça|Zwitserland
CI|Côte d'Ivoire|225|Ivory Coast|Cote d'Ivoire|Côte d’Ivoire|Costa do Marfim|Ivoorkust
CK|Cook Islands|682|Cookinseln|Îles Cook|Islas Cook|Ilhas Cook|Cookeilanden
CL|Chile|56|Chili
CM|Cameroon|237|Cameroun|Kamerun|Camerún|Camarões|Kameroen
CN|China|86|People's Republic of China|PRC|China, People's Republic of|中国|China mainland|Mainland China|Chine
CO|Colombia|57|Republic of Colombia|Kolumbien|Colombie|Colômbia
CR|Costa Rica|506
CU|Cuba|53|Kuba
CV|Cabo Verde|238|Cape Verde|Cap-Vert|Kaapverdië
CW|Curaçao|599|Curacao|Curazao|Curaçau
CX|Christmas Island|61|Weihnachtsinsel|Île Christmas|Isla de Navidad|Ilha Christmas|Christmaseiland|Ilha do Natal
CY|Cyprus|357|Κύπρος|Zypern|Chypre|Chipre
CZ|Czechia|420|Czech Republic|Česko|Česká republika|The Czech Republic|Tschechien|Tchéquie|Chequia|Tchéquia|Tsjechië|Chéquia
DE|Germany|49|Deutschland|Federal Republic of Germany|Allemagne|Alemania|Alemanha|Duitsland
DJ|Djibouti|253|Dschibuti|Yibuti|Djibuti|Jibuti
DK|Denmark|45|Danmark|Kingdom of Denmark|Dänemark|Danemark|Dinamarca|Denemarken
DM|Dominica|1767|Domínica
DO|Dominican Republic|1809|República Dominicana|Dominikanische Republik|République dominicaine|Dominicaanse Republiek
DZ|Algeria|213|Algérie|الجزائر|Algerien|Argelia|Argélia|Algerije
EC|Ecuador|593|Équateur|Equador
EE|Estonia|372|Eesti|Estland|Estonie|Estônia|Estónia
EG|Egypt|20|مصر|Arab Republic of Egypt|Ägypten|Égypte|Egipto|Egito|Egypte
EH|Western Sahara|212|Westsahara|Sahara occidental|Sáhara Occidental|Saara Ocidental|Westelijke Sahara|Sara Ocidental
ER|Eritrea|291|Érythrée|Eritreia
ES|Spain|34|España|Espana|Spanien|Espagne|Kingdom of Spain|Espanha|Spanje
ET|Ethiopia|251|Äthiopien|Éthiopie|Etiopía|Etiópia|Ethiopië
FI|Finland|358|Suomi|Republic of Finland|Finnland|Finlande|Finlandia|Finlândia
FJ|Fiji|679|Fidschi|Fidji|Fiyi
FK|Falkland Islands|500|Falkland Islands (Malvinas)|Falklandinseln|Îles Malouines|Islas Malvinas|Ilhas Malvinas|Falklandeilanden|Ilhas Falkland
FM|Micronesia|691|Micronesia, Federated States of|Federated States of Micronesia|Mikronesien|Micronésie|Micronésia
FO|Faroe Islands|298|Färöer|Îles Féroé|Islas Feroe|Ilhas Faroé|Faeröer
FR|France|33|French Republic|République française|Frankreich|Francia|França|Frankrijk
GA|Gabon|241|Gabun|Gabón|Gabão
GB|United Kingdom|44|UK|Great Britain|Britain|United Kingdom of Great Britain and Northern Ireland|GBR|Vereinigtes Königreich|Royaume-Uni|Reino Unido|Verenigd Koninkrijk
GD|Grenada|1473|Grenade|Granada
GE|Georgia|995|საქართველო|Georgien|Géorgie|Geórgia|Georgië
GF|French Guiana|594|Guyane|Französisch-Guayana|Guyane française|Guayana Francesa|Guiana Francesa|Frans-Guyana
GG|Guernsey|44|Guernesey
GH|Ghana|233|Gana
GI|Gibraltar|350
GL|Greenland|299|Kalaallit Nunaat|Grönland|Groenland|Groenlandia|Groenlândia|Gronelândia
GM|Gambia|220|The Gambia|Gambie|Gâmbia
GN|Guinea|224|Guinée|Guiné|Guinee
GP|Guadeloupe|590|Guadalupe
GQ|Equatorial Guinea|240|Äquatorialguinea|Guinée équatoriale|Guinea Ecuatorial|Guiné Equatorial|Equatoriaal-Guinea
GR|Greece|30|Ελλάδα|Hellenic Republic|Hellas|Griechenland|Grèce|Grecia|Grécia|Griekenland
GS|South Georgia and the South Sandwich Islands|500|Südgeorgien und die Südlichen Sandwichinseln|Géorgie du Sud-et-les Îles Sandwich du Sud|Islas Georgia del Sur y Sandwich del Sur|Ilhas Geórgia do Sul e Sandwich do Sul|Zuid-Georgia en Zuidelijke Sandwicheilanden
GT|Guatemala|502
GU|Guam|1671|Guame
GW|Guinea-Bissau|245|Guinée-Bissau|Guinea-Bisáu|Guiné-Bissau|Guinee-Bissau
GY|Guyana|592|Guiana
HK|Hong Kong|852|Hong Kong SAR|Hong Kong SAR China|香港|Hong Kong (SAR)|Sonderverwaltungsregion Hongkong|R.A.S. chinoise de Hong Kong|Hong Kong, RAE da China|Hongkong SAR van China
HM|Heard Island and McDonald Islands|672|Heard und McDonaldinseln|Îles Heard-et-MacDonald|Islas Heard y McDonald|Ilhas Heard e McDonald|Heard en McDonaldeilanden
HN|Honduras|504
HR|Croatia|385|Hrvatska|Kroatien|Croatie|Croacia|Croácia|Kroatië
HT|Haiti|509|Haïti|Haití
HU|Hungary|36|Magyarország|Ungarn|Hongrie|Hungría|Hungria|Hongarije
ID|Indonesia|62|Republic of Indonesia|Indonesien|Indonésie|Indonésia|Indonesië
IE|Ireland|353|Éire|Eire|Republic of Ireland|Irland|Irlande|Irlanda|Ierland
IL|Israel|972|ישראל|Israël
IM|Isle of Man|44|Île de Man|Isla de Man|Ilha de Man
IN|India|91|Bharat|भारत|Republic of India|Indien|Inde|Índia
IO|British Indian Ocean Territory|246|Britisches Territorium im Indischen Ozean|Territoire britannique de l’océan Indien|Territorio Británico del Océano Índico|Território Britânico do Oceano Índico|Brits Indische Oceaanterritorium
IQ|Iraq|964|العراق|Irak|Iraque
IR|Iran|98|Iran, Islamic Republic of|Islamic Republic of Iran|ایران|Irán|Irã|Irão
IS|Iceland|354|Ísland|Island|Islande|Islandia|Islândia|IJsland
IT|Italy|39|Italia|Italien|Italie|Italian Republic|Itália|Italië
JE|Jersey|44
JM|Jamaica|1876|Jamaika|Jamaïque
JO|Jordan|962|الأردن|Jordanien|Jordanie|Jordania|Jordânia|Jordanië
JP|Japan|81|日本|Nippon|Japon|Japón|Japão
KE|Kenya|254|Kenia|Quênia|Quénia
KG|Kyrgyzstan|996|Kirgisistan|Kirghizstan|Kirguistán|Quirguistão|Kirgizië
KH|Cambodia|855|Kambodscha|Cambodge|Camboya|Camboja|Cambodja
KI|Kiribati|686|Quiribati|Quiribáti
KM|Comoros|269|Komoren|Comores|Comoras|Comoren
KN|Saint Kitts and Nevis|1869|St. Kitts and Nevis|St. Kitts & Nevis|St. Kitts und Nevis|Saint-Christophe-et-Niévès|San Cristóbal y Nieves|São Cristóvão e Névis|Saint Kitts en Nevis|São Cristóvão e Neves
KP|North Korea|850|Korea, Democratic People's Republic of|Democratic People's Republic of Korea|DPRK|Nordkorea|Corée du Nord|Corea del Norte|Coreia do Norte|Noord-Korea
KR|South Korea|82|Korea, Republic of|Republic of Korea|대한민국|Korea (South)|Korea, South|Südkorea|Corée du Sud|Corea del Sur|Coreia do Sul|Zuid-Korea
KW|Kuwait|965|الكويت|Koweït|Koeweit|Koweit
KY|Cayman Islands|1345|Kaimaninseln|Îles Caïmans|Islas Caimán|Ilhas Cayman|Kaaimaneilanden|Ilhas Caimão
KZ|Kazakhstan|7|Қазақстан|Kasachstan|Kazajistán|Cazaquistão|Kazachstan
LA|Laos|856|Lao People's Democratic Republic|Lao PDR
LB|Lebanon|961|لبنان|Liban|Libanon|Líbano
LC|Saint Lucia|1758|St. Lucia|Sainte-Lucie|Santa Lucía|Santa Lúcia
LI|Liechtenstein|423|Listenstaine
LK|Sri Lanka|94|Sri Lanca
LR|Liberia|231|Libéria
LS|Lesotho|266|Lesoto
LT|Lithuania|370|Lietuva|Litauen|Lituanie|Lituania|Lituânia|Litouwen
LU|Luxembourg|352|Luxemburg|Lëtzebuerg|Luxemburgo
LV|Latvia|371|Latvija|Lettland|Lettonie|Letonia|Letônia|Letland|Letónia
LY|Libya|218|ليبيا|Libyen|Libye|Libia|Líbia|Libië
MA|Morocco|212|Maroc|المغرب|Marokko|Marruecos|Marrocos
MC|Monaco|377|Mónaco|Mônaco
MD|Moldova|373|Moldova, Republic of|Republic of Moldova|Republik Moldau|Moldavie|Moldavia|Moldávia|Moldavië
ME|Montenegro|382|Crna Gora|Monténégro
MF|Saint Martin|590|Saint Martin (French part)|St. Martin|Saint-Martin|San Martín|São Martinho
MG|Madagascar|261|Madagaskar|Madagáscar
MH|Marshall Islands|692|Marshallinseln|Îles Marshall|Islas Marshall|Ilhas Marshall|Marshalleilanden
MK|North Macedonia|389|Macedonia|Северна Македонија|Nordmazedonien|Macédoine du Nord|Macedonia del Norte|Macedônia do Norte|Noord-Macedonië|Macedónia do Norte
ML|Mali|223
MM|Myanmar|95|Burma|Myanmar (Burma)
MN|Mongolia|976|Mongolei|Mongolie|Mongólia|Mongolië
MO|Macao|853|Macau|Macao SAR|Macao SAR China|澳門|Sonderverwaltungsregion Macau|R.A.S. chinoise de Macao|Macau, RAE da China|Macau SAR van China
MP|Northern Mariana Islands|1670|Nördliche Marianen|Îles Mariannes du Nord|Islas Marianas del Norte|Ilhas Marianas do Norte|Noordelijke Marianen
MQ|Martinique|596|Martinica
MR|Mauritania|222|Mauretanien|Mauritanie|Mauritânia|Mauritanië
MS|Montserrat|1664|Monserrate
MT|Malta|356|Malte
MU|Mauritius|230|Mauricio|Maurício|Maurícia
MV|Maldives|960|Malediven|Maldivas|Maldiven
MW|Malawi|265|Malaui|Maláui
MX|Mexico|52|México|Mexiko|Mexique|United Mexican States
MY|Malaysia|60|Malaisie|Malasia|Malásia|Maleisië
MZ|Mozambique|258|Moçambique|Mosambik
NA|Namibia|264|Namibie|Namíbia|Namibië
NC|New Caledonia|687|Neukaledonien|Nouvelle-Calédonie|Nueva Caledonia|Nova Caledônia|Nieuw-Caledonië|Nova Caledónia
NE|Niger|227|Níger
NF|Norfolk Island|672|Norfolkinsel|Île Norfolk|Isla Norfolk|Ilha Norfolk|Norfolk
NG|Nigeria|234|Federal Republic of Nigeria|Nigéria
NI|Nicaragua|505|Nicarágua
NL|Netherlands|31|The Netherlands|Nederland|Holland|Niederlande|Pays-Bas|Países Bajos|Kingdom of the Netherlands|Países Baixos
NO|Norway|47|Norge|Noreg|Kingdom of Norway|Norwegen|Norvège|Noruega|Noorwegen
NP|Nepal|977|नेपाल|Népal
NR|Nauru|674
NU|Niue|683|Niuê
NZ|New Zealand|64|Aotearoa|New Zealand/Aotearoa|Neuseeland|Nouvelle-Zélande|Nueva Zelanda|Nova Zelândia|Nieuw-Zeeland
OM|Oman|968|عمان|Omán|Omã
PA|Panama|507|Panamá
PE|Peru|51|Perú|Pérou
PF|French Polynesia|689|Französisch-Polynesien|Polynésie française|Polinesia Francesa|Polinésia Francesa|Frans-Polynesië
PG|Papua New Guinea|675|Papua-Neuguinea|Papouasie-Nouvelle-Guinée|Papúa Nueva Guinea|Papua-Nova Guiné|Papoea-Nieuw-Guinea
PH|Philippines|63|The Philippines|Pilipinas|Republic of the Philippines|Philippinen|Filipinas|Filipijnen
PK|Pakistan|92|پاکستان|Pakistán|Paquistão
PL|Poland|48|Polska|Polen|Pologne|Republic of Poland|Polonia|Polônia|Polónia
PM|Saint Pierre and Miquelon|508|St. Pierre and Miquelon|St. Pierre und Miquelon|Saint-Pierre-et-Miquelon|San Pedro y Miquelón|São Pedro e Miquelão|Saint-Pierre en Miquelon
PN|Pitcairn|64|Pitcairn Islands|Pitcairninseln|Îles Pitcairn|Islas Pitcairn|Ilhas Pitcairn|Pitcairneilanden
PR|Puerto Rico|1787|Porto Rico
PS|Palestine|970|Palestine, State of|State of Palestine|Palestinian Territories|Palestinian Territory|Palästinensische Autonomiegebiete|Territoires palestiniens|Territorios Palestinos|Territórios palestinos|Palestijnse gebieden|Territórios palestinianos
PT|Portugal|351|Portuguese Republic
PW|Palau|680|Palaos
PY|Paraguay|595|Paraguai
QA|Qatar|974|قطر|Katar|Catar
RE|Réunion|262|Reunion|La Réunion|Reunión|Reunião
RO|Romania|40|România|Rumänien|Roumanie|Rumanía|Romênia|Roemenië|Roménia
RS|Serbia|381|Србија|Srbija|Serbien|Serbie|Sérvia|Servië
RU|Russia|7|Russian Federation|Россия|Russland|Russie|Rusia|Rússia|Rusland
RW|Rwanda|250|Ruanda
SA|Saudi Arabia|966|KSA|Kingdom of Saudi Arabia|المملكة العربية السعودية|Saudi-Arabien|Arabie saoudite|Arabia Saudí|Arábia Saudita|Saoedi-Arabië
SB|Solomon Islands|677|Salomonen|Îles Salomon|Islas Salomón|Ilhas Salomão|Salomonseilanden
SC|Seychelles|248|Seychellen|Seicheles
SD|Sudan|249|السودان|Soudan|Sudán|Sudão|Soedan
SE|Sweden|46|Sverige|Schweden|Suède|Kingdom of Sweden|Suecia|Suécia|Zweden
SG|Singapore|65|Republic of Singapore|新加坡|Singapur|Singapour|Singapura
SH|Saint Helena, Ascension and Tristan da Cunha|290|St. Helena|Saint Helena|Sainte-Hélène|Santa Elena|Santa Helena|Sint-Helena
SI|Slovenia|386|Slovenija|Slowenien|Slovénie|Eslovenia|Eslovênia|Slovenië|Eslovénia
SJ|Svalbard and Jan Mayen|47|Svalbard & Jan Mayen|Spitzbergen und Jan Mayen|Svalbard et Jan Mayen|Svalbard y Jan Mayen|Svalbard e Jan Mayen|Spitsbergen en Jan Mayen
SK|Slovakia|421|Slovensko|Slovak Republic|Slowakei|Slovaquie|Eslovaquia|Eslováquia|Slowakije
SL|Sierra Leone|232|Sierra Leona|Serra Leoa
SM|San Marino|378|Saint-Marin|São Marinho
SN|Senegal|221|Sénégal
SO|Somalia|252|Somalie|Somália|Somalië
SR|Suriname|597|Surinam
SS|South Sudan|211|Südsudan|Soudan du Sud|Sudán del Sur|Sudão do Sul|Zuid-Soedan
ST|Sao Tome and Principe|239|São Tomé and Príncipe|São Tomé & Príncipe|São Tomé und Príncipe|Sao Tomé-et-Principe|Santo Tomé y Príncipe|São Tomé e Príncipe|Sao Tomé en Principe
SV|El Salvador|503|Salvador
SX|Sint Maarten|1721|Sint Maarten (Dutch part)|Sint-Maarten
SY|Syria|963|Syrian Arab Republic|سوريا|Syrien|Syrie|Siria|Síria|Syrië
SZ|Eswatini|268|Swaziland|Esuatini|Essuatíni
TC|Turks and Caicos Islands|1649|Turks & Caicos Islands|Turks- und Caicosinseln|Îles Turques-et-Caïques|Islas Turcas y Caicos|Ilhas Turcas e Caicos|Turks- en Caicoseilanden
TD|Chad|235|Tchad|Tschad|Chade|Tsjaad
TF|French Southern Territories|262|Französische Süd- und Antarktisgebiete|Terres australes françaises|Territorios Australes Franceses|Territórios Franceses do Sul|Franse Gebieden in de zuidelijke Indische Oceaan|Territórios Austrais Franceses
TG|Togo|228
TH|Thailand|66|ประเทศไทย|Thaïlande|Tailandia|Tailândia
TJ|Tajikistan|992|Tadschikistan|Tadjikistan|Tayikistán|Tadjiquistão|Tadzjikistan|Tajiquistão
TK|Tokelau|690|Toquelau
TL|Timor-Leste|670|East Timor|Timor oriental|Oost-Timor
TM|Turkmenistan|993|Turkménistan|Turkmenistán|Turcomenistão|Turquemenistão
TN|Tunisia|216|Tunisie|تونس|Tunesien|Túnez|Tunísia|Tunesië
TO|Tonga|676
TR|Türkiye|90|Turkey|Turkiye|Türkei|Republic of Türkiye|Turquie|Turquía|Turquia|Turkije
TT|Trinidad and Tobago|1868|Trinidad & Tobago|Trinidad und Tobago|Trinité-et-Tobago|Trinidad y Tobago|Trinidad e Tobago|Trinidad en Tobago|Trindade e Tobago
TV|Tuvalu|688
TW|Taiwan|886|Taiwan, Province of China|臺灣|台灣|Taiwan, China|Taiwan (Province of China)|Taïwan|Taiwán
TZ|Tanzania|255|Tanzania, United Republic of|United Republic of Tanzania|Tansania|Tanzanie|Tanzânia
UA|Ukraine|380|Україна|Ucrania|Ucrânia|Oekraïne
UG|Uganda|256|Ouganda|Oeganda
UM|United States Minor Outlying Islands|1|U.S. Outlying Islands|Amerikanische Überseeinseln|Îles mineures éloignées des États-Unis|Islas menores alejadas de EE. UU.|Ilhas Menores Distantes dos EUA|Kleine afgelegen eilanden van de Verenigde Staten|Ilhas Menores Afastadas dos EUA
US|United States|1|United States of America|USA|US|The United States|The United States of America|America|Vereinigte Staaten|États-Unis|Etats-Unis|Estados Unidos|Verenigde Staten|Estados Unidos da América|Estados Unidos de América
UY|Uruguay|598|Uruguai
UZ|Uzbekistan|998|Oʻzbekiston|Usbekistan|Ouzbékistan|Uzbekistán|Uzbequistão|Oezbekistan|Usbequistão
VA|Vatican City|379|Holy See|Holy See (Vatican City State)|Vatikanstadt|État de la Cité du Vatican|Ciudad del Vaticano|Cidade do Vaticano|Vaticaanstad
VC|Saint Vincent and the Grenadines|1784|St. Vincent and the Grenadines|St. Vincent & Grenadines|St. Vincent und die Grenadinen|Saint-Vincent-et-les Grenadines|San Vicente y las Granadinas|São Vicente e Granadinas|Saint Vincent en de Grenadines
VE|Venezuela|58|Venezuela, Bolivarian Republic of|Bolivarian Republic of Venezuela
VG|British Virgin Islands|1284|Virgin Islands, British|Virgin Islands (British)|Britische Jungferninseln|Îles Vierges britanniques|Islas Vírgenes Británicas|Ilhas Virgens Britânicas|Britse Maagdeneilanden
VI|U.S. Virgin Islands|1340|Virgin Islands, U.S.|Virgin Islands (U.S.)|US Virgin Islands|Amerikanische Jungferninseln|Îles Vierges des États-Unis|Islas Vírgenes de EE. UU.|Ilhas Virgens Americanas|Amerikaanse Maagdeneilanden|Ilhas Virgens dos EUA
VN|Vietnam|84|Viet Nam|Việt Nam|Viêt Nam|Vietnã|Vietname
VU|Vanuatu|678
WF|Wallis and Futuna|681|Wallis & Futuna|Wallis und Futuna|Wallis-et-Futuna|Wallis y Futuna|Wallis e Futuna|Wallis en Futuna
WS|Samoa|685
XK|Kosovo|383
YE|Yemen|967|اليمن|Jemen|Yémen|Iêmen|Iémen
YT|Mayotte|262|Maiote
ZA|South Africa|27|RSA|Republic of South Africa|Suid-Afrika|Südafrika|Afrique du Sud|Sudáfrica|África do Sul|Zuid-Afrika
ZM|Zambia|260|Sambia|Zambie|Zâmbia
ZW|Zimbabwe|263|Simbabwe|Zimbabue|Zimbábue|Zimbabué";

/// `country|code|name|other names…`: states, districts and territories of the US, provinces of Canada.
pub(super) const REGIONS: &str = "\
US|AL|Alabama
US|AK|Alaska
US|AZ|Arizona
US|AR|Arkansas
US|CA|California
US|CO|Colorado
US|CT|Connecticut
US|DE|Delaware
US|DC|District of Columbia|Washington, D.C.|Washington DC|D.C.
US|FL|Florida
US|GA|Georgia
US|HI|Hawaii
US|ID|Idaho
US|IL|Illinois
US|IN|Indiana
US|IA|Iowa
US|KS|Kansas
US|KY|Kentucky
US|LA|Louisiana
US|ME|Maine
US|MD|Maryland
US|MA|Massachusetts
US|MI|Michigan
US|MN|Minnesota
US|MS|Mississippi
US|MO|Missouri
US|MT|Montana
US|NE|Nebraska
US|NV|Nevada
US|NH|New Hampshire
US|NJ|New Jersey
US|NM|New Mexico
US|NY|New York|New York State
US|NC|North Carolina
US|ND|North Dakota
US|OH|Ohio
US|OK|Oklahoma
US|OR|Oregon
US|PA|Pennsylvania
US|RI|Rhode Island
US|SC|South Carolina
US|SD|South Dakota
US|TN|Tennessee
US|TX|Texas
US|UT|Utah
US|VT|Vermont
US|VA|Virginia
US|WA|Washington|Washington State
US|WV|West Virginia
US|WI|Wisconsin
US|WY|Wyoming
US|AS|American Samoa
US|GU|Guam
US|MP|Northern Mariana Islands
US|PR|Puerto Rico
US|VI|U.S. Virgin Islands|Virgin Islands
CA|AB|Alberta
CA|BC|British Columbia|Colombie-Britannique
CA|MB|Manitoba
CA|NB|New Brunswick|Nouveau-Brunswick
CA|NL|Newfoundland and Labrador|Newfoundland
CA|NS|Nova Scotia|Nouvelle-Écosse
CA|NT|Northwest Territories
CA|NU|Nunavut
CA|ON|Ontario
CA|PE|Prince Edward Island
CA|QC|Quebec|Québec
CA|SK|Saskatchewan
CA|YT|Yukon|Yukon Territory
AU|ACT|Australian Capital Territory
AU|NSW|New South Wales
AU|NT|Northern Territory
AU|QLD|Queensland
AU|SA|South Australia
AU|TAS|Tasmania
AU|VIC|Victoria
AU|WA|Western Australia
BR|AC|Acre
BR|AL|Alagoas
BR|AP|Amapá
BR|AM|Amazonas
BR|BA|Bahia
BR|CE|Ceará
BR|DF|Distrito Federal
BR|ES|Espírito Santo
BR|GO|Goiás
BR|MA|Maranhão
BR|MT|Mato Grosso
BR|MS|Mato Grosso do Sul
BR|MG|Minas Gerais
BR|PA|Pará
BR|PB|Paraíba
BR|PR|Paraná
BR|PE|Pernambuco
BR|PI|Piauí
BR|RJ|Rio de Janeiro
BR|RN|Rio Grande do Norte
BR|RS|Rio Grande do Sul
BR|RO|Rondônia
BR|RR|Roraima
BR|SC|Santa Catarina
BR|SP|São Paulo
BR|SE|Sergipe
BR|TO|Tocantins
DE|BW|Baden-Württemberg
DE|BY|Bavaria|Bayern
DE|BE|Berlin
DE|BB|Brandenburg
DE|HB|Bremen
DE|HH|Hamburg
DE|HE|Hesse|Hessen
DE|MV|Mecklenburg-Western Pomerania|Mecklenburg-Vorpommern
DE|NI|Lower Saxony|Niedersachsen
DE|NW|North Rhine-Westphalia|Nordrhein-Westfalen
DE|RP|Rhineland-Palatinate|Rheinland-Pfalz
DE|SL|Saarland
DE|SN|Saxony|Sachsen
DE|ST|Saxony-Anhalt|Sachsen-Anhalt
DE|SH|Schleswig-Holstein
DE|TH|Thuringia|Thüringen
IN|AP|Andhra Pradesh
IN|AS|Assam
IN|BR|Bihar
IN|CG|Chhattisgarh
IN|DL|Delhi
IN|GA|Goa
IN|GJ|Gujarat
IN|HR|Haryana
IN|HP|Himachal Pradesh
IN|JH|Jharkhand
IN|KA|Karnataka
IN|KL|Kerala
IN|MP|Madhya Pradesh
IN|MH|Maharashtra
IN|OD|Odisha|Orissa
IN|PB|Punjab
IN|RJ|Rajasthan
IN|TN|Tamil Nadu
IN|TS|Telangana
IN|UP|Uttar Pradesh
IN|UK|Uttarakhand
IN|WB|West Bengal";
