"""Made-up files: one to try the page with, one that shows what a file can look like."""

SAMPLE = "role,city,experience,pay,period\n" + "".join(
    f"{role},{city},{years},{pay},month\n"
    for years, role, pay in (
        ("Fresher", "Data entry operator", 14_000),
        ("1 year", "Telecaller", 16_500),
        ("2-4 years", "Accountant", 24_000),
        ("5 years", "MIS executive", 31_000),
    )
    for city, pay in (("Pune", pay), ("Jaipur", pay - 1_500), ("Delhi", pay + 2_000))
)
"""Twelve rows of four roles in three cities."""

TEMPLATE = """role,city,experience,pay,period
Data entry operator,Pune,Fresher,15000,month
Accountant,Jaipur,2-4 years,3.5 LPA,
MIS executive,Delhi,3,"28,000 - 35,000",month
"""
"""Three rows that write experience and pay in three ways."""
