"""Reconciliation services: ``/reconcile`` speaks version 0.2 of the API, ``/reconcile/1.0-draft`` the next one."""
