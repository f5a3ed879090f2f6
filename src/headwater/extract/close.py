"""What tells close languages apart by their spelling: South Slavic standards, the Nguni languages, Malay and Indonesian.

In: a line of text that is in one of a group of languages. Out: which, or nothing where the line does not tell. Never: names or
topics, only spelling, endings and everyday words, as grammars and style guides list them (the yat in Croatian, Bosnian and Serbian;
z and t, d and dz, th and ts in Zulu and Swati; the conjunction na- or la- in Zulu and Northern Ndebele).
"""

from __future__ import annotations

import re

# "vrijeme", "mjesto": the yat as in Croatian and Bosnian; "objekat" and "odjednom" have their j for other reasons
_IJEKAVIAN = re.compile(r"(?<!o)(?<!su)(?:[fmpstv]|(?<!o)[bd])je(?=[a-zčćšžđ])|[bcčdglmnprstvz]ije(?=[bčgklmnpstvz])|\bprije|rje(?=[čđnš])", re.I)
_EKAVIAN = re.compile(  # the same yat as in Serbian: "vreme", "mesto", "gde", "posle"
    r"\b(?:pre|posle|gde|negde|nigde|svuda|uvek|ovde|dve|ceo|cel[aieou]|celog|celoj|reč|reči|reka|reke|lep[aeio]?|deca|dece|decu|deo|telo|tela|"
    r"delom|delov\w*|delu|dela|sused\w*|vest|vesti|mleko|vera|sneg|vek|veka|vekov\w*|lek|lekov\w*|videl\w*|hteo|htel\w*|vrednost\w*|"
    r"smeo|smel\w*|bezbedn\w*|uspe[hšov]\w*|uspeva\w*|mesec\w*|zameni\w*|zvezd\w*|sever\w*|ned[e]lj\w*|sred[ieau]|pobed\w*|dvede?set|"
    r"verovat\w*|veruj\w*|never\w*|pover\w*|obezbedi\w*|odeljenj\w*|menja\w*|promenljiv\w*|veštačk\w*|lekar\w*|dete|mere|mera)\b"
    r"|\b(?:iz|s|po|pro|raz|za|pri)?(?:vremen|vreme\b|mest[aoiu]|menj|svetsk|rešen|rešav|vešt|sled[ei]|delit|deljen|seć|beležj|belež|leč|sreć|"
    r"dolel|doneo|odneo|podneo|savet|cen[aeiou]\b|telesn|lepš|bolest)", re.I)
_WESTERN = re.compile(  # words of Croatian alone
    r"\b(?:tko|netko|nitko|itko|svatko|europ\w*|tisuć\w*|tjed(?:an|na|nu|nom|ni|nima|no)|tvrtk\w*|sveučiliš\w*|vlak\w*|"
    r"zrakoplov\w*|glazb\w*|nogomet\w*|kazališ\w*|sustav\w*|siječnj\w*|veljač\w*|ožuj\w*|travnj\w*|svibnj\w*|lipnj\w*|"
    r"srpnj\w*|kolovoz\w*|ruj(?:an|na|nu)|listopad\w*|studen(?:i|oga?|om)|prosin\w*|izvješ[ćc]\w*|priopć\w*|uhi[ćt]\w*|"
    r"ubojstv\w*|ubojic\w*|samoubojstv\w*|otok\w*|potres\w*|primjerice|sprječava\w*|tijek\w*|glede|unatoč|obitelj\w*|"
    r"udru[gž]\w*|ravnatelj\w*|redatelj\w*|skladatelj\w*|\w*ovatelj\w*|natje[cč]\w*|momčad\w*|vratar\w*|stožer\w*|postrojb\w*|"
    r"časni[kc]\w*|učinkovit\w*|utjec\w*|utječ\w*|računal\w*|zaslon\w*|nazočn\w*|inozem\w*|pozornost\w*|povijes\w*|"
    r"znanstven\w*|znanost\w*|tajnik\w*|veleposlan\w*|zaposleni[kc]\w*|iznimno|izvrs\w*|uporab\w*|poglavito|gospodarstv\w*|"
    r"gospodarsk\w*|proračun\w*|surad\w*|surađ\w*|sukladno|sudjel\w*|zemljovid\w*|točn\w*|točk\w*|opć\w+|kat[au]?|kruh\w*|"
    r"žlic\w*|kisik\w*|dvoj(?:be|ben)\w*|ponajprije|unutarnj\w*|jamstv\w*|jamči\w*|odvjetni\w*|ozračj\w*|\w{3,}izira\w*|"
    r"\w{3,}inira\w*|inzistira\w*|kontrolira\w*|financi\w*|stotinjak|čimbeni\w*|sljedb\w*|žurn\w*|"
    r"prvak\w*|dužnosni\w*|liječni[kc]\w*|iduć\w*|osobn\w*|pučanstv\w*|stup(?:anj|nj)\w*|poduze\w*|razdoblj\w*|opskrb\w*|"
    r"su(?:dac|ci|dca|cu|tkinj)\w*|tužitelj\w*|mirovin\w*|tvornic\w*|kemij\w*|španjol\w*|rumunjsk\w*|nizozem\w*|švicar\w*|"
    r"bruxelles\w*|aten[aeiu]|izravn\w*|valov\w*|kav[aeu]|šalic\w*|mreže?n\w*|ljestvic\w*|predstojni\w*|povjereni\w*|"
    r"prosvjed\w*|djelatni\w*|glasnogovorni\w*|zrač\w+|luk\w*|posljedičn\w*|usprkos|kolodvor\w*|ophod\w*|uvjet\w*|pristojb\w*|"
    r"istodob\w*|ondje|stajališt\w*|rabi\w\w*)\b", re.I)
_EASTERN = re.compile(  # words of Bosnian and Serbian
    r"\b(?:\w*hapš\w*|zemljotres\w*|ostrv\w*|hiljad\w*|sedmic\w*|fudbal\w*|finansi\w*|\w*ubistv\w*|ubic\w*|evrop\w*|"
    r"univerzitet\w*|h?istorij\w*|voz|vozov\w*|muzik\w*|pozoriš\w*|porodic\w*|januar\w*|februar\w*|mart[au]?|april\w*|"
    r"maj[au]?|jun[aiu]|jul[aiu]|a[uv]gust\w*|septemb\w*|oktob\w*|novemb\w*|decemb\w*|izvj?eštaj\w*|saop[ćš]\w*|takođe|"
    r"uslov\w*|opšt\w*|la[h]k\w+|hljeb|kompanij\w*|kancelarij\w*|tačn\w*|tačk\w*|učestv\w*|učešć\w*|ambasador\w*|bezbj?ed\w*|"
    r"zvaničn\w*|uticaj\w*|utič\w*|vj?eštačk\w*|tužila\w*|tužio[ca]\w*|aerodrom\w*|lic[ae]|licima|oblasti|naučn\w*|nauk[aeu]|"
    r"hemij\w*|sopstven\w*|vazduh\w*|sprat\w*|takmič\w*|reditelj\w*|posjetilac|gledalac|gledaoc\w*|rukovodi\w*|"
    r"sekretar\w*|uposleni\w*|upotreb\w*|odbran\w*|vanredn\w*|spoljn\w*|"
    r"\w{2,}(?:izova|fikova|(?<!p)isa)(?:ti|n[oaie]?|l[aio]|o)|šta|sretn\w*|kašik\w*|hirur\w*|bukvaln\w*|gas\w*|saobraćaj\w*|"
    r"posjeta|obzirom|ko|neko|niko|svako|ljekar\w*|l[ij]?ekar\w*|saradn\w*|sarađ\w*|prisustv\w*|naredn\w*|uprkos|desi\w\w*|"
    r"dešava\w*|ličn\w*|stepen\w*|računar\w*|preduze\w*|privred\w*|budžet\w*|kvalitet|period\w*|moment\w*|procen(?:at|t)\w*|"
    r"sprovo[dđ]\w*|sprove[dst]\w*|snabd\w*|sudij\w*|advokat\w*|penzi\w*|fabrik\w*|španij\w*|rumunij\w*|holandij\w*|"
    r"švajcar\w*|brisel\w*|atin[aeiu]|direktn\w*|golman\w*|talas\w*|kaf[aeu]|kahv\w*|supa|obezbij?e[dđ]\w*|odsto|juče|"
    r"spasi(?:o|la|li)|ukoliko|kontrolis\w*|sledeć\w*|ekip\w*|okupacion\w*)\b", re.I)
_BOSNIAN = re.compile(r"\b(?:historij\w*|saopć\w*|la[h]k\w+|me[h]k\w+|uposleni\w*|august\w*|hljeb|sedmic\w*|halal\w*|bošnja\w*|bosansk\w*)\b", re.I)
_WITH_DA = re.compile(r"\b(?:može|mogu|mora|moraju|treba|želi|žele|uspeva|počinje|planira|hoće|nastoj\w+|pokušava\w*)\s+da\b", re.I)  # "treba da", for an infinitive

_NGUNI = {
    "ss": re.compile(  # "ts", "tf", "dv", "ndz" and the concord t- where Zulu has th, z, d: "kutsi", "bantfu", "tindaba"
        r"tsi\b|tfw?[aeiou]|ndv|ndz[aeiou]|\btin[a-z]|\bte-|ts[aeo][a-z]|\bku[fb]s|\blu[hbctk]l?|\bli[bcdgklmntv][a-z]{2}|\blo(?:ku|mu)ts", re.I),
    "nd": re.compile(  # la-, le-, lo- for "and" and "with" where Zulu has na-, ne-, no-; "njalo", "loba", "kumbe"
        r"\b[eoa]?l[aeo](?=[A-Z])|\b(?:njalo|khathesi|lanxa|loba|kumbe|ngengoba|lamuhla|ibizo|umkhokheli|uhulumende\w*|\w*mapholisa\w*|kambe|lokhe|\w*nengi|umnyaka|"
        r"ikanti|konke|kasi\w+|kaku\w+|kayi\w+|kaba\w+|\w*ilizwe|lelizwe)\b|ntsh[aei]|tsh(?:in|it|iy|ay|engis)|\b[aeo]le(?:mi|zi|ne)\w{3,}|"
        r"\b(?:u|i|ku|ba|si|li|zi|eza|aba)za(?:b[ae]|ku|nge|qeda|kw)|qakath|\b(?:bela|ele)\w{3,}"),
    "zu": re.compile(  # na-, ne-, no-; the future in -zo-; "noma", "namuhla", "izwe"
        r"\b(?:noma|namuhla|namhlanje|uhulumeni\w*|\w*maphoyisa\w*|izwe|wezwe|lezwe|ezweni|uma|ngenkathi|yize|manje|selokhu|izolo|ngemuva|amaphesenti|ikakhulukazi|\w+ningi)\b|"
        r"\b[eoa]?n[aeo]-?(?=[A-Z])|\b(?:u|i|ba|ku|si|li|ngi|zi|ama|eli|aba)?zo(?:ba|th|ng|bu|qh|sh|kw)|\b[aeo]ne(?:mi|zi)\w{3,}|eshum"),
    "xh": re.compile(  # "ty", "rh", "ntl"; "ukuba" for ukuthi, "kwaye", "okanye", "xa", "kwi"
        r"\b(?:ukuba|kwaye|xa|okanye|ngoku|kuba|apho|kunye|kwi|emva|yintoni|phantsi|uthe|wathi|oku|loo|\w*mapolisa\w*|\w*rhulumente\w*|ngecawa|malunga|kwakhona|umntu|ixesha|"
        r"xesha|phambi|nangona|namhlanje|kakuhle|ukususela|iminyaka)\b|\bkwi-?(?=[A-Z])|ty[aeiou]|rh[aeiou]|ntl|\b[iu]nto|nkq|\b[aeo]ne(?:mi)\w{3,}"),
}
_NGUNI_PLAIN = re.compile(r"th[aeiou]|\bizi|\bzi|nz|z[aeiou]", re.I)  # "uthi", "izindaba": not Swati

_INDONESIAN = re.compile(
    r"\b(?:bahwa|karena|bisa|polisi|mobil|uang|kantor|tapi|saat|jumat|senin|kamis|pemerintah\w*|serikat|inggris|prancis|jepang|tiongkok|pria|setelah|korban|kota|tewas|usai|"
    r"kelompok|perusahaan|nasional|internasional|persen|triliun|miliar\w*|mengatakan|menyebutkan|pengadilan|hukum|universitas|\w+itas|butuh|pertandingan|tim|nomor|rapat|"
    r"bagian|berbeda|coba|mencoba|mau|telepon|riset|rusak|tentara|pemilu|namun|kepolisian|meski\w*|terkait|gubernur|walikota|bupati|rupiah|provinsi|kabupaten|agustus|desember|maret|"
    r"rumah sakit|penggemar|diinginkan|kedelapan|kesempatan|berusaha|dunia usaha|malah|layanan|memiliki|suatu|kemarin|"
    r"tersebut di|ketimbang|dolar as|pbb|warga|usia|unggul|laga|gim|lewat|atlet|jelang)\b"
    r"|\b(?:me|di)\w{3,}kan\b(?=\s+bahwa)|\b\w+isasi\b|\b\w+(?:ktif|kasi)\b", re.I)
_MALAY = re.compile(
    r"\b(?:bahawa|kerana|boleh|polis|kereta|wang|pejabat|ialah|beliau|bandar|selepas|daripada|sahaja|ogos|universiti|ahad|isnin|khamis|jumaat|syarikat|kerajaan|mangsa|lelaki|"
    r"kumpulan|peratus|bilion|berkata|mahkamah|kebangsaan|antarabangsa|perlawanan|pasukan|nombor|mesyuarat|bahagian|berbeza|cuba|mahu|apabila|manakala|turut|pelbagai|"
    r"dijangka\w*|memandangkan|ramai|jepun|inggeris|perancis|setiausaha|akhbar|hospital|awam|tentera|diraja|lapangan|pilihan raya|pengundi|mengundi|undi|"
    r"\w+iti|disember|mac|julai|jun|tarikh|percuma|kelmarin|malahan|iaitu|adakah|tiada|sekiranya|hendak|kesemua|sebanyak|naib|"
    r"menerusi|dakwa\w*|mendakwa|suspek|siasatan|cedera|kedua-dua|sebaik|ujar\w*|yuran|pekerja|rakyat|tempatan|gaji|bas|lori|"
    r"menyatakan|memberitahu|kekal|telah pun|mampu|sejumlah besar|gembira|kebanyakan|semasa|ketika ini|perkara|bermula|bermain|tahap|terlibat|keadaan|"
    r"kerajaan|ekoran|merancang|barangan|kanak-kanak|isteri|tingkat|kesan|masih lagi)\b", re.I)


def south_slavic(line: str, declared: str = "") -> str:
    """Croatian, Bosnian or Serbian in Latin letters; "" where the line does not tell.

    Bosnian and Serbian without a yat look alike: then ``declared`` tells, else Serbian, the more frequent one.
    """
    ijekavian, ekavian = len(_IJEKAVIAN.findall(line)), len(_EKAVIAN.findall(line))
    western, eastern = len(_WESTERN.findall(line)), len(_EASTERN.findall(line)) + len(_WITH_DA.findall(line))
    bosnian = len(_BOSNIAN.findall(line))
    if ekavian > ijekavian:
        return "sr" if western < 2 * (eastern + ekavian) else "hr"
    if ijekavian > ekavian:
        if eastern + bosnian == western:  # no word of either: Croatian would mostly show one
            return declared if declared in ("hr", "bs") else "hr" if western else "bs"
        return "bs" if eastern + bosnian > western else "hr"
    if western > eastern:
        return "hr"
    if bosnian:
        return "bs"
    return (declared if declared in ("bs", "sr") else "sr") if eastern > western else ""


def nguni(line: str, declared: str = "") -> str:
    """Zulu, Xhosa, Swati or Northern Ndebele; "" where the line does not tell."""
    counts = {code: len(marks.findall(line)) for code, marks in _NGUNI.items()}
    if counts["ss"] > len(_NGUNI_PLAIN.findall(line)):
        return "ss"
    most = max(counts[code] for code in ("nd", "zu", "xh"))
    best = [code for code in ("nd", "zu", "xh") if counts[code] == most]
    return best[0] if len(best) == 1 else declared if declared in best else ""


def malay(line: str, declared: str = "") -> str:
    """Malay or Indonesian; "" where the line does not tell."""
    indonesian, malaysian = len(_INDONESIAN.findall(line)), len(_MALAY.findall(line))
    if indonesian == malaysian:
        return declared if declared in ("id", "ms") else ""
    return "id" if indonesian > malaysian else "ms"
