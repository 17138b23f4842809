/// A server on loopback that misbehaves as its path asks. Python, so that no code under test serves itself.
///
/// It prints its port, then serves until its standard input closes: it dies with the test process.
enum ServerScript {
    static let http = #"""
        import gzip, os, socket, ssl, sys, threading, time
        from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
        from urllib.parse import urlsplit, parse_qs

        lock = threading.Lock()
        counts = {}
        gate = threading.Event()
        state = {"connections": 0, "open": 0, "written": 0}

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = 60

            def setup(self):
                super().setup()
                self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                with lock:
                    state["connections"] += 1
                    state["open"] += 1

            def finish(self):
                with lock:
                    state["open"] -= 1
                try: super().finish()
                except Exception: pass

            def log_message(self, *a): pass

            def answer(self, status, body=b"", headers=()):
                self.send_response(status)
                for name, value in headers: self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if self.command != "HEAD": self.wfile.write(body)

            def chunk(self, data):
                self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))

            def do(self):
                url = urlsplit(self.path)
                query = {k: v[0] for k, v in parse_qs(url.query).items()}
                length = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(length) if length else b""
                with lock:
                    counts[url.path] = counts.get(url.path, 0) + 1
                    nth = counts[url.path]
                p = url.path
                if p == "/echo":
                    head = "%s %s\n%s\n" % (self.command, self.path, str(self.headers).strip())
                    self.answer(200, head.encode() + b"\n" + body)
                elif p == "/stats":
                    with lock: text = "%d %d %d" % (state["connections"], state["open"], state["written"])
                    self.answer(200, text.encode())
                elif p == "/status": self.answer(int(query["code"]), b"status\n")
                elif p == "/chunked":
                    self.send_response(200); self.send_header("Transfer-Encoding", "chunked"); self.end_headers()
                    for i in range(int(query.get("n", 5))):
                        self.chunk(b"chunk %d\n" % i); self.wfile.flush()
                        time.sleep(float(query.get("pause", 0)))
                    self.wfile.write(b"0\r\n\r\n")
                elif p == "/gate":
                    self.send_response(200); self.send_header("Transfer-Encoding", "chunked"); self.end_headers()
                    self.chunk(b"before"); self.wfile.flush(); gate.wait(20)
                    self.chunk(b"after"); self.wfile.write(b"0\r\n\r\n")
                elif p == "/opengate": gate.set(); self.answer(200)
                elif p == "/cut":
                    self.send_response(200); self.send_header("Content-Length", "1000"); self.end_headers()
                    self.wfile.write(b"x" * 100); self.wfile.flush(); self.close_connection = True
                    self.connection.shutdown(socket.SHUT_RDWR)
                elif p == "/cutchunked":
                    self.send_response(200); self.send_header("Transfer-Encoding", "chunked"); self.end_headers()
                    self.chunk(b"half"); self.wfile.flush(); self.close_connection = True
                    self.connection.shutdown(socket.SHUT_RDWR)
                elif p == "/drop":
                    self.close_connection = True; self.connection.shutdown(socket.SHUT_RDWR)
                elif p == "/reuse-then-drop":
                    if nth % 2 == 1: self.answer(200, b"kept")
                    else:
                        self.close_connection = True; self.connection.shutdown(socket.SHUT_RDWR)
                elif p == "/hang": time.sleep(30); self.close_connection = True
                elif p == "/stall":
                    self.send_response(200); self.send_header("Content-Length", "1000"); self.end_headers()
                    self.wfile.write(b"x" * 10); self.wfile.flush(); time.sleep(30); self.close_connection = True
                elif p == "/gzip":
                    data = gzip.compress(b"a" * int(query.get("n", 1000)))
                    if "gzip" in (self.headers.get("Accept-Encoding") or ""):
                        self.answer(200, data, [("Content-Encoding", "gzip")])
                    else: self.answer(200, b"plain")
                elif p == "/forcedgzip": self.answer(200, gzip.compress(b"packed"), [("Content-Encoding", "gzip")])
                elif p == "/big":
                    left = int(query["n"])
                    self.send_response(200); self.send_header("Content-Length", str(left)); self.end_headers()
                    block = b"0123456789abcdef" * 4096
                    while left:
                        part = block[:left]
                        try: self.wfile.write(part)
                        except OSError:
                            self.close_connection = True; return
                        left -= len(part)
                        with lock: state["written"] += len(part)
                elif p == "/flaky":
                    if nth <= int(query.get("fail", 2)):
                        headers = [("Retry-After", query["after"])] if "after" in query else []
                        self.answer(int(query.get("code", 503)), b"later", headers)
                    else: self.answer(200, b"attempt %d" % nth)
                elif p == "/redirect":
                    self.answer(int(query.get("code", 302)), b"moved", [("Location", query["to"])])
                elif p == "/headers":
                    self.answer(200, b"", [("X-Many", "1"), ("X-Many", "2"), ("X-Blank", ""), ("X-Padded", "  a b \t")])
                elif p == "/hugehead":
                    self.wfile.write(b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: %s\r\n" % (i, b"v" * 60000) for i in range(30)) + b"\r\n")
                    self.close_connection = True
                elif p == "/early":
                    self.wfile.write(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"); self.answer(200, b"late", [("X-Final", "yes")])
                elif p == "/garbage":
                    self.wfile.write(b"SSH-2.0-OpenSSH_9.2\r\n\r\n"); self.close_connection = True
                elif p == "/trailers":
                    self.send_response(200); self.send_header("Transfer-Encoding", "chunked"); self.end_headers()
                    self.chunk(b"body"); self.wfile.write(b"0\r\nX-Late: yes\r\n\r\n")
                elif p == "/upgrade":
                    self.wfile.write(b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\nhello\n")
                    self.wfile.flush()
                    while True:
                        data = self.connection.recv(65536)
                        if not data: break
                        self.connection.sendall(data.upper())
                    self.close_connection = True
                else: self.answer(404, b"no such path")

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = do

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 512
            def handle_error(self, *a): pass

        server = Server(("127.0.0.1", 0), Handler)
        if len(sys.argv) > 2:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(sys.argv[1], sys.argv[2])
            if len(sys.argv) > 3:
                context.load_verify_locations(sys.argv[3]); context.verify_mode = ssl.CERT_REQUIRED
            class TLSServer(Server):
                def finish_request(self, request, address):
                    secure = context.wrap_socket(request, server_side=True, do_handshake_on_connect=False)
                    try: secure.do_handshake()
                    except ssl.SSLError:
                        # Closed at once, unread bytes would make the system send a reset that overtakes the alert.
                        time.sleep(0.5); secure.close(); return
                    super().finish_request(secure, address)
            server.__class__ = TLSServer
        threading.Thread(target=server.serve_forever, daemon=True).start()
        print(server.server_address[1], flush=True)
        sys.stdin.read()
        """#

    /// A proxy: CONNECT and absolute-form requests, with or without a password. Its log is at /log.
    static let proxy = #"""
        import select, socket, sys, threading
        password = sys.argv[1] if len(sys.argv) > 1 else None
        lock = threading.Lock(); log = []

        def relay(a, b):
            while True:
                ready, _, _ = select.select([a, b], [], [], 60)
                if not ready: return
                for s in ready:
                    data = s.recv(65536)
                    if not data: return
                    (b if s is a else a).sendall(data)

        def serve(client):
            try:
                head = b""
                while b"\r\n\r\n" not in head:
                    data = client.recv(65536)
                    if not data: return
                    head += data
                first = head.split(b"\r\n")[0].decode()
                method, target, _ = first.split(" ")
                if target == "/log":
                    with lock: text = "\n".join(log).encode()
                    client.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s" % (len(text), text)); return
                with lock: log.append(method + " " + target)
                if password and ("Proxy-Authorization: Basic " + password) not in head.decode():
                    client.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"); return
                if method == "CONNECT":
                    host, port = target.rsplit(":", 1)
                    server = socket.create_connection((host.strip("[]"), int(port)))
                    client.sendall(b"HTTP/1.1 200 Connection established\r\nX-Proxy: yes\r\n\r\n")
                else:
                    rest = target.split("://", 1)[1]
                    authority, path = rest.split("/", 1)
                    host, port = authority.rsplit(":", 1)
                    server = socket.create_connection((host, int(port)))
                    server.sendall(head.replace(target.encode(), b"/" + path.encode(), 1))
                relay(client, server)
            except Exception: pass
            finally: client.close()

        listener = socket.create_server(("127.0.0.1", 0))
        def loop():
            while True:
                client, _ = listener.accept()
                threading.Thread(target=serve, args=(client,), daemon=True).start()
        threading.Thread(target=loop, daemon=True).start()
        print(listener.getsockname()[1], flush=True)
        sys.stdin.read()
        """#

    /// Plain TCP: says its argument, waits its second argument in seconds, then echoes lines in upper case.
    static let tcp = #"""
        import socket, sys, threading, time
        greeting = sys.argv[1].encode().decode("unicode_escape").encode("latin1"); mode = sys.argv[2]
        listener = socket.create_server(("127.0.0.1", 0))
        def serve(client):
            try:
                if mode == "bytewise":
                    for b in greeting: client.sendall(bytes([b])); time.sleep(0.002)
                elif mode == "silent": time.sleep(30)
                elif mode == "endless":
                    while True: client.sendall(b"y" * 4096)
                else: client.sendall(greeting)
                if mode != "closing": time.sleep(30)
            except Exception: pass
            finally: client.close()
        def loop():
            while True:
                client, _ = listener.accept()
                threading.Thread(target=serve, args=(client,), daemon=True).start()
        threading.Thread(target=loop, daemon=True).start()
        print(listener.getsockname()[1], flush=True)
        sys.stdin.read()
        """#
}
