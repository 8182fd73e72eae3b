"""Validates packs with pyHanko (0.36.0 when last run): three certificates to trust, then the packs."""
import sys

from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

roots = []
for path in sys.argv[1:4]:
    with open(path, "rb") as file:
        roots.append(x509.Certificate.load(file.read()))
for number, path in enumerate(sys.argv[4:], start=1):
    with open(path, "rb") as file:
        for signature in PdfFileReader(file).embedded_signatures:
            status = validate_pdf_signature(signature, ValidationContext(trust_roots=roots))
            print(number, signature.field_name, status.summary(), status.bottom_line)
