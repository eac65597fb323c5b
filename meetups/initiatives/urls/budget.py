"""Addresses of the budget and the receipts."""

from django.urls import URLPattern, path

from ..views import budget, receipts

_LINE, _FUNDING = {"kind": budget.LINE}, {"kind": budget.FUNDING}

urlpatterns: list[URLPattern] = [
    path("<int:pk>/budget/", budget.show, name="budget"),
    path("<int:pk>/budget.csv", budget.as_csv, name="budget_csv"),
    path("<int:pk>/budget/lines/add/", budget.add, _LINE, name="add_line"),
    path("<int:pk>/budget/lines/<int:row>/", budget.change, _LINE, name="change_line"),
    path("<int:pk>/budget/lines/<int:row>/remove/", budget.remove, _LINE, name="remove_line"),
    path("<int:pk>/budget/money/add/", budget.add, _FUNDING, name="add_funding"),
    path("<int:pk>/budget/money/<int:row>/", budget.change, _FUNDING, name="change_funding"),
    path("<int:pk>/budget/money/<int:row>/remove/", budget.remove, _FUNDING, name="remove_funding"),
    path("<int:pk>/budget/lines/<int:row>/receipts/", receipts.add, name="add_receipt"),
    path("<int:pk>/receipts/<int:receipt>/", receipts.send, name="receipt"),
    path("<int:pk>/receipts/<int:receipt>/remove/", receipts.remove, name="remove_receipt"),
]
