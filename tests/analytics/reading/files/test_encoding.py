"""Text in any encoding is read as it was written, and where nothing settles the encoding, the file says so."""

import pyarrow as pa
import pytest

from analytics.reading.files.encoding import in_utf8
from analytics.reading.files.opening import open_table
from analytics.reading.importing.read import read_csv

TABLES = {
    "Chinese": ("城市,职位,月薪\n北京,数据分析师,15000\n上海,会计,12000\n广州,人事专员,9000\n", ["gb18030"]),
    "Chinese of Taiwan": ("城市,職位,月薪\n台北,會計,45000\n高雄,行政助理,35000\n台中,人事專員,38000\n", ["big5"]),
    "Japanese": (
        "都市,職種,月給\n東京,データ入力,250000\n大阪,経理,280000\n名古屋,人事担当,270000\n",
        ["cp932", "euc_jp"],
    ),
    "Korean": ("도시,직무,월급\n서울,회계,3000000\n부산,데이터 입력,2500000\n대구,인사,2700000\n", ["cp949"]),
    "Russian": (
        "Город,Должность,Зарплата\nМосква,Бухгалтер,90000\nКазань,Аналитик данных,80000\nПермь,Кадровик,60000\n",
        ["koi8_r", "cp1251", "cp866"],
    ),
    "Greek": (
        "Πόλη,Θέση,Μισθός\nΑθήνα,Λογιστής,1200\nΠάτρα,Υπάλληλος γραφείου,950\nΒόλος,Γραμματέας,900\n",
        ["cp1253", "iso8859_7"],
    ),
    "Hebrew": ("עיר,תפקיד,שכר\nתל אביב,חשב,12000\nירושלים,מזכירה,9000\nחיפה,רואה חשבון,11000\n", ["cp1255"]),
    "Arabic": ("المدينة,الوظيفة,الراتب\nالرياض,محاسب,9000\nجدة,سكرتير,6000\nالدمام,مدير,12000\n", ["cp1256"]),
    "Thai": ("เมือง,ตำแหน่ง,เงินเดือน\nกรุงเทพ,บัญชี,25000\nเชียงใหม่,ธุรการ,18000\n", ["cp874"]),
    "Polish": (
        "Miasto,Stanowisko,Wynagrodzenie\nŁódź,Księgowa,6500\nKraków,Młodszy pracownik,5200\nPoznań,Główny,5800\n",
        ["cp1250", "iso8859_2"],
    ),
    "Czech": ("Město,Pozice,Mzda\nPlzeň,Účetní,38000\nBrno,Mzdová účetní,41000\nČeské Budějovice,Skladník,30000\n",
              ["cp1250", "iso8859_2"]),
    "Hungarian": ("Város,Munkakör,Fizetés\nGyőr,Könyvelő,450000\nPécs,Ügyintéző,380000\nVác,Titkárnő,350000\n",
                  ["cp1250", "iso8859_2"]),
    "Turkish": (
        "Şehir,Unvan,Maaş\nİstanbul,Muhasebeci,45000\nİzmir,Satış Danışmanı,38000\nDiyarbakır,Büro görevlisi,30000\n",
        ["cp1254"],
    ),
    "German": (
        "Stadt,Beruf,Gehalt\nMünchen,Bürokauffrau,3100\nKöln,Buchhalter für Löhne,3400\nGießen,Sachbearbeiter,3000\n",
        ["cp1252", "mac_roman", "cp850"],
    ),
    "French": ("Ville,Poste,Salaire\nOrléans,Employé,1900\nNîmes,Secrétaire,1800\nBesançon,Chargée de paie,2100\n",
               ["cp1252", "mac_roman"]),
    "Spanish": ("Ciudad,Puesto,Sueldo\nMálaga,Técnico de nóminas,1500\nLeón,Administración,1400\nLogroño,Señor,1300\n",
                ["cp1252", "latin-1", "cp850"]),
    "Icelandic": ("Borg,Starf,Laun\nReykjavík,Þjónn,450000\nAkureyri,Bókari í fæði,520000\n", ["cp1252"]),
}  # fmt: skip
CASES = [(language, text, encoding) for language, (text, encodings) in TABLES.items() for encoding in encodings]


@pytest.mark.parametrize(("language", "text", "encoding"), CASES, ids=[f"{c[0]} {c[2]}" for c in CASES])
@pytest.mark.parametrize("times", [1, 40])
def test_a_table_is_read_as_it_was_written(language: str, text: str, encoding: str, times: int) -> None:
    header, _, body = text.partition("\n")
    whole = f"{header}\n{body * times}"
    results = in_utf8(pa.py_buffer(whole.encode(encoding)))
    assert results.data.to_pybytes().decode() == whole


def test_a_column_separator_within_a_letter_of_two_bytes_does_not_cut_it() -> None:
    text = "都市|月給\n" + "表示|250000\nソニー|280000\n十能|260000\n" * 5  # their second bytes are \ and |
    table = open_table(text.encode("cp932"), "pay.csv")
    assert table.header == ("都市", "月給")
    assert ["ソニー", "280000"] in table.sample()


def test_stray_bytes_in_utf8_do_not_change_the_rest() -> None:
    content = "City,Pay\n" + "पुणे,20000\nकोच्चि,21000\n" * 10
    table = open_table(content.encode() + b"M\xfcnchen,30000\n", "pay.csv")
    assert table.encoding == "utf-8"
    assert table.sample()[0] == ["पुणे", "20000"]
    assert table.guesses == ()


def test_where_two_encodings_fit_the_file_says_that_it_is_a_guess() -> None:
    content = "City,Pay\n" + "Ankara,20000\nAlaçatı,21000\n"  # the letters fit Icelandic and Turkish
    results = in_utf8(pa.py_buffer("City;Pay\nNý;20000\n".encode("cp1252")))
    assert results.encoding == "cp1252"
    assert results.alternative
    sentences = read_csv("City;Pay per month\nNý;20000\nNý;21000\n".encode("cp1252"), name="pay.csv").audit
    assert any(note.guessed and "fits as well" in note.sentence for note in sentences.inferences)
    assert in_utf8(pa.py_buffer(content.encode("cp1254"))).encoding == "cp1254"
