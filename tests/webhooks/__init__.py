"""Webhooks: who is told what, where to, signed how; by real senders, to real receivers on real sockets."""
