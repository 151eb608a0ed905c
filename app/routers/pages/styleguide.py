"""The components in all their states, shown in development only."""

from fastapi import Response

from app.web.page import PageDep
from app.web.router import PUBLIC, PageRouter

router = PageRouter()


@router.get("/styleguide", access=PUBLIC, name="styleguide")
def show_styleguide(page: PageDep) -> Response:
    form = page.form({"content": "Un parcours mené par les salariés.", "seats": -3, "mode": "site", "skills": ["count"]})
    form.errors |= {"title": "Donnez un titre à la solution.", "seats": "Le nombre de places commence à 1."}
    return page.render("styleguide.html", form=form)
