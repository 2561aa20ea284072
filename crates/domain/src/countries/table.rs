//! The table itself: `alpha-2|English short name|calling code|other names…`, ISO 3166-1 order by code.
//!
//! Names are the ones forms use; other names are official forms, usual
//! abbreviations and the country's own name. A name stands for one country only.

pub(super) const COUNTRIES: &str = "\
AD|Andorra|376
AE|United Arab Emirates|971|UAE|Emirates|الإمارات العربية المتحدة
AF|Afghanistan|93
AG|Antigua and Barbuda|1268|Antigua & Barbuda
AI|Anguilla|1264
AL|Albania|355|Shqipëria
AM|Armenia|374|Հայաստան
AO|Angola|244
AQ|Antarctica|672
AR|Argentina|54|Argentine Republic
AS|American Samoa|1684
AT|Austria|43|Österreich|Republic of Austria|Autriche
AU|Australia|61|Commonwealth of Australia
AW|Aruba|297
AX|Åland Islands|358|Aland Islands|Åland
AZ|Azerbaijan|994|Azərbaycan
BA|Bosnia and Herzegovina|387|Bosnia & Herzegovina|Bosna i Hercegovina|Bosnia-Herzegovina
BB|Barbados|1246
BD|Bangladesh|880|বাংলাদেশ
BE|Belgium|32|België|Belgique|Belgien|Kingdom of Belgium
BF|Burkina Faso|226
BG|Bulgaria|359|България
BH|Bahrain|973|البحرين
BI|Burundi|257
BJ|Benin|229|Bénin
BL|Saint Barthélemy|590|Saint Barthelemy|St. Barthélemy
BM|Bermuda|1441
BN|Brunei|673|Brunei Darussalam
BO|Bolivia|591|Bolivia, Plurinational State of|Plurinational State of Bolivia|Bolivia (Plurinational State of)
BQ|Bonaire, Sint Eustatius and Saba|599|Caribbean Netherlands
BR|Brazil|55|Brasil|Brasilien|Federative Republic of Brazil
BS|Bahamas|1242|The Bahamas
BT|Bhutan|975
BV|Bouvet Island|47
BW|Botswana|267
BY|Belarus|375|Беларусь
BZ|Belize|501
CA|Canada|1|CAN|Kanada
CC|Cocos (Keeling) Islands|61|Cocos Islands
CD|Congo, Democratic Republic of the|243|Democratic Republic of the Congo|DR Congo|DRC|Congo - Kinshasa|Congo (Kinshasa)|Congo, The Democratic Republic of the
CF|Central African Republic|236
CG|Congo|242|Republic of the Congo|Congo - Brazzaville|Congo (Brazzaville)
CH|Switzerland|41|Schweiz|Suisse|Svizzera|Swiss Confederation
CI|Côte d'Ivoire|225|Ivory Coast|Cote d'Ivoire
CK|Cook Islands|682
CL|Chile|56
CM|Cameroon|237|Cameroun
CN|China|86|People's Republic of China|PRC|China, People's Republic of|中国|China mainland|Mainland China
CO|Colombia|57|Republic of Colombia
CR|Costa Rica|506
CU|Cuba|53
CV|Cabo Verde|238|Cape Verde
CW|Curaçao|599|Curacao
CX|Christmas Island|61
CY|Cyprus|357|Κύπρος
CZ|Czechia|420|Czech Republic|Česko|Česká republika|The Czech Republic
DE|Germany|49|Deutschland|Federal Republic of Germany|Allemagne|Alemania|Alemanha|Duitsland
DJ|Djibouti|253
DK|Denmark|45|Danmark|Kingdom of Denmark
DM|Dominica|1767
DO|Dominican Republic|1809|República Dominicana
DZ|Algeria|213|Algérie|الجزائر
EC|Ecuador|593
EE|Estonia|372|Eesti
EG|Egypt|20|مصر|Arab Republic of Egypt
EH|Western Sahara|212
ER|Eritrea|291
ES|Spain|34|España|Espana|Spanien|Espagne|Kingdom of Spain
ET|Ethiopia|251
FI|Finland|358|Suomi|Republic of Finland
FJ|Fiji|679
FK|Falkland Islands|500|Falkland Islands (Malvinas)
FM|Micronesia|691|Micronesia, Federated States of|Federated States of Micronesia
FO|Faroe Islands|298
FR|France|33|French Republic|République française|Frankreich|Francia|França|Frankrijk
GA|Gabon|241
GB|United Kingdom|44|UK|Great Britain|Britain|United Kingdom of Great Britain and Northern Ireland|GBR|Vereinigtes Königreich|Royaume-Uni|Reino Unido|Verenigd Koninkrijk
GD|Grenada|1473
GE|Georgia|995|საქართველო
GF|French Guiana|594|Guyane
GG|Guernsey|44
GH|Ghana|233
GI|Gibraltar|350
GL|Greenland|299|Kalaallit Nunaat
GM|Gambia|220|The Gambia
GN|Guinea|224|Guinée
GP|Guadeloupe|590
GQ|Equatorial Guinea|240
GR|Greece|30|Ελλάδα|Hellenic Republic|Hellas
GS|South Georgia and the South Sandwich Islands|500
GT|Guatemala|502
GU|Guam|1671
GW|Guinea-Bissau|245
GY|Guyana|592
HK|Hong Kong|852|Hong Kong SAR|Hong Kong SAR China|香港|Hong Kong (SAR)
HM|Heard Island and McDonald Islands|672
HN|Honduras|504
HR|Croatia|385|Hrvatska
HT|Haiti|509|Haïti
HU|Hungary|36|Magyarország
ID|Indonesia|62|Republic of Indonesia
IE|Ireland|353|Éire|Eire|Republic of Ireland|Irland|Irlande|Irlanda
IL|Israel|972|ישראל
IM|Isle of Man|44
IN|India|91|Bharat|भारत|Republic of India
IO|British Indian Ocean Territory|246
IQ|Iraq|964|العراق
IR|Iran|98|Iran, Islamic Republic of|Islamic Republic of Iran|ایران
IS|Iceland|354|Ísland
IT|Italy|39|Italia|Italien|Italie|Italian Republic
JE|Jersey|44
JM|Jamaica|1876
JO|Jordan|962|الأردن
JP|Japan|81|日本|Nippon
KE|Kenya|254
KG|Kyrgyzstan|996
KH|Cambodia|855
KI|Kiribati|686
KM|Comoros|269
KN|Saint Kitts and Nevis|1869|St. Kitts and Nevis|St. Kitts & Nevis
KP|North Korea|850|Korea, Democratic People's Republic of|Democratic People's Republic of Korea|DPRK
KR|South Korea|82|Korea, Republic of|Republic of Korea|대한민국|Korea (South)|Korea, South
KW|Kuwait|965|الكويت
KY|Cayman Islands|1345
KZ|Kazakhstan|7|Қазақстан
LA|Laos|856|Lao People's Democratic Republic|Lao PDR
LB|Lebanon|961|لبنان|Liban
LC|Saint Lucia|1758|St. Lucia
LI|Liechtenstein|423
LK|Sri Lanka|94
LR|Liberia|231
LS|Lesotho|266
LT|Lithuania|370|Lietuva
LU|Luxembourg|352|Luxemburg|Lëtzebuerg
LV|Latvia|371|Latvija
LY|Libya|218|ليبيا
MA|Morocco|212|Maroc|المغرب
MC|Monaco|377
MD|Moldova|373|Moldova, Republic of|Republic of Moldova
ME|Montenegro|382|Crna Gora
MF|Saint Martin|590|Saint Martin (French part)|St. Martin
MG|Madagascar|261
MH|Marshall Islands|692
MK|North Macedonia|389|Macedonia|Северна Македонија
ML|Mali|223
MM|Myanmar|95|Burma|Myanmar (Burma)
MN|Mongolia|976
MO|Macao|853|Macau|Macao SAR|Macao SAR China|澳門
MP|Northern Mariana Islands|1670
MQ|Martinique|596
MR|Mauritania|222
MS|Montserrat|1664
MT|Malta|356
MU|Mauritius|230
MV|Maldives|960
MW|Malawi|265
MX|Mexico|52|México|Mexiko|Mexique|United Mexican States
MY|Malaysia|60
MZ|Mozambique|258|Moçambique
NA|Namibia|264
NC|New Caledonia|687
NE|Niger|227
NF|Norfolk Island|672
NG|Nigeria|234|Federal Republic of Nigeria
NI|Nicaragua|505
NL|Netherlands|31|The Netherlands|Nederland|Holland|Niederlande|Pays-Bas|Países Bajos|Kingdom of the Netherlands
NO|Norway|47|Norge|Noreg|Kingdom of Norway
NP|Nepal|977|नेपाल
NR|Nauru|674
NU|Niue|683
NZ|New Zealand|64|Aotearoa|New Zealand/Aotearoa
OM|Oman|968|عمان
PA|Panama|507|Panamá
PE|Peru|51|Perú
PF|French Polynesia|689
PG|Papua New Guinea|675
PH|Philippines|63|The Philippines|Pilipinas|Republic of the Philippines
PK|Pakistan|92|پاکستان
PL|Poland|48|Polska|Polen|Pologne|Republic of Poland
PM|Saint Pierre and Miquelon|508|St. Pierre and Miquelon
PN|Pitcairn|64|Pitcairn Islands
PR|Puerto Rico|1787
PS|Palestine|970|Palestine, State of|State of Palestine|Palestinian Territories|Palestinian Territory
PT|Portugal|351|Portuguese Republic
PW|Palau|680
PY|Paraguay|595
QA|Qatar|974|قطر
RE|Réunion|262|Reunion
RO|Romania|40|România
RS|Serbia|381|Србија|Srbija
RU|Russia|7|Russian Federation|Россия
RW|Rwanda|250
SA|Saudi Arabia|966|KSA|Kingdom of Saudi Arabia|المملكة العربية السعودية
SB|Solomon Islands|677
SC|Seychelles|248
SD|Sudan|249|السودان
SE|Sweden|46|Sverige|Schweden|Suède|Kingdom of Sweden
SG|Singapore|65|Republic of Singapore|新加坡
SH|Saint Helena, Ascension and Tristan da Cunha|290|St. Helena|Saint Helena
SI|Slovenia|386|Slovenija
SJ|Svalbard and Jan Mayen|47|Svalbard & Jan Mayen
SK|Slovakia|421|Slovensko|Slovak Republic
SL|Sierra Leone|232
SM|San Marino|378
SN|Senegal|221|Sénégal
SO|Somalia|252
SR|Suriname|597
SS|South Sudan|211
ST|Sao Tome and Principe|239|São Tomé and Príncipe|São Tomé & Príncipe
SV|El Salvador|503
SX|Sint Maarten|1721|Sint Maarten (Dutch part)
SY|Syria|963|Syrian Arab Republic|سوريا
SZ|Eswatini|268|Swaziland
TC|Turks and Caicos Islands|1649|Turks & Caicos Islands
TD|Chad|235|Tchad
TF|French Southern Territories|262
TG|Togo|228
TH|Thailand|66|ประเทศไทย
TJ|Tajikistan|992
TK|Tokelau|690
TL|Timor-Leste|670|East Timor
TM|Turkmenistan|993
TN|Tunisia|216|Tunisie|تونس
TO|Tonga|676
TR|Türkiye|90|Turkey|Turkiye|Türkei|Republic of Türkiye
TT|Trinidad and Tobago|1868|Trinidad & Tobago
TV|Tuvalu|688
TW|Taiwan|886|Taiwan, Province of China|臺灣|台灣|Taiwan, China|Taiwan (Province of China)
TZ|Tanzania|255|Tanzania, United Republic of|United Republic of Tanzania
UA|Ukraine|380|Україна
UG|Uganda|256
UM|United States Minor Outlying Islands|1|U.S. Outlying Islands
US|United States|1|United States of America|USA|US|The United States|The United States of America|America|Vereinigte Staaten|États-Unis|Etats-Unis|Estados Unidos|Verenigde Staten|Estados Unidos da América|Estados Unidos de América
UY|Uruguay|598
UZ|Uzbekistan|998|Oʻzbekiston
VA|Vatican City|379|Holy See|Holy See (Vatican City State)
VC|Saint Vincent and the Grenadines|1784|St. Vincent and the Grenadines|St. Vincent & Grenadines
VE|Venezuela|58|Venezuela, Bolivarian Republic of|Bolivarian Republic of Venezuela
VG|British Virgin Islands|1284|Virgin Islands, British|Virgin Islands (British)
VI|U.S. Virgin Islands|1340|Virgin Islands, U.S.|Virgin Islands (U.S.)|US Virgin Islands
VN|Vietnam|84|Viet Nam|Việt Nam
VU|Vanuatu|678
WF|Wallis and Futuna|681|Wallis & Futuna
WS|Samoa|685
XK|Kosovo|383
YE|Yemen|967|اليمن
YT|Mayotte|262
ZA|South Africa|27|RSA|Republic of South Africa|Suid-Afrika
ZM|Zambia|260
ZW|Zimbabwe|263";

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
