extension FaultProxy {
    /// `proxy.py SERVER-URL [CERTIFICATE KEY CA]`; with files both sides speak TLS.
    static let script = #"""
        import asyncio, json, os, re, signal, socket, ssl, struct, sys, time, urllib.parse

        upstream = urllib.parse.urlsplit(sys.argv[1])
        own_tls = upstream_tls = None
        if len(sys.argv) > 2:
            own_tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            own_tls.load_cert_chain(sys.argv[2], sys.argv[3])
            upstream_tls = ssl.create_default_context(cafile=sys.argv[4])
        rules, rule_count, requests, connections, tasks = [], 0, [], set(), set()
        port, server, down_until = 0, None, 0.0
        LIMIT = 1 << 20

        # --- Rules

        def is_change(method, target):
            asks = "/apis/authorization.k8s.io/" in target or "dryRun=" in target
            return method in ("POST", "PUT", "PATCH", "DELETE") and not asks

        def choose(request):
            chosen, work = None, "changes" if request["isChange"] else "reads"
            for rule in rules:
                if rule.get("work", work) != work or rule["methods"] and request["method"] not in rule["methods"]:
                    continue
                if not re.search(rule["path"], request["path"]):
                    continue
                rule["seen"] += 1
                late = rule["seen"] - rule["first"]
                due = late >= 0 and late % rule["step"] == 0 and rule["injected"] < rule.get("times", sys.maxsize)
                if due and chosen is None:
                    chosen = rule
            if chosen:
                chosen["injected"] += 1
            return chosen

        # --- Going down

        def bound(port):
            result = socket.socket()
            result.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            result.bind(("127.0.0.1", port))
            return result

        def reset(writer):
            # Closing with a linger time of zero sends RST.
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()

        def go_down(seconds):
            global server, down_until
            loop = asyncio.get_running_loop()
            down_until = max(down_until, loop.time() + seconds)
            if server is None:
                return
            server.close()
            server = None
            # Bound and not listening: nobody else can take the port, and the kernel refuses connections.
            held = bound(port)
            for writer in list(connections):
                reset(writer)
            task = asyncio.create_task(come_back(held))
            tasks.add(task)
            task.add_done_callback(tasks.discard)

        async def come_back(held):
            global server
            loop = asyncio.get_running_loop()
            while loop.time() < down_until:
                await asyncio.sleep(down_until - loop.time())
            server = await asyncio.start_server(serve, sock=held, ssl=own_tls, limit=LIMIT)

        # --- Requests

        def parse(head):
            lines = head.decode("latin-1").split("\r\n")
            return lines[0], [(name, value.strip()) for name, _, value in (line.partition(":") for line in lines[1:] if line)]

        def header(headers, name):
            return next((value for key, value in headers if key.lower() == name), None)

        async def read_body(reader, writer, headers):
            if (header(headers, "expect") or "").lower() == "100-continue":
                writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            if "chunked" in (header(headers, "transfer-encoding") or "").lower():
                body = b""
                while size := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
                    body += (await reader.readexactly(size + 2))[:-2]
                while await reader.readuntil(b"\r\n") != b"\r\n":
                    pass
                return body
            length = header(headers, "content-length")
            return None if length is None else await reader.readexactly(int(length))

        async def send(writer, data):
            writer.write(data)
            await writer.drain()

        async def answer(writer, request, rule):
            code, after = rule["code"], rule.get("retryAfter")
            status = {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "code": code,
                      "message": rule.get("message", "injected fault"), "reason": rule["reason"], "details": {}}
            if after is not None:
                status["details"]["retryAfterSeconds"] = after
            body = json.dumps(status).encode()
            head = f"HTTP/1.1 {code} Injected\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
            if after is not None:
                head += f"Retry-After: {after}\r\n"
            request["status"] = code
            await send(writer, head.encode() + b"\r\n" + (b"" if request["method"] == "HEAD" else body))

        async def serve(reader, writer):
            connections.add(writer)
            try:
                while await one(reader, writer):
                    pass
            except (OSError, ssl.SSLError, asyncio.IncompleteReadError):
                writer.transport.abort()
            finally:
                connections.discard(writer)
                writer.close()

        async def one(reader, writer):
            try:
                head = await reader.readuntil(b"\r\n\r\n")
            except asyncio.IncompleteReadError:
                return False
            line, headers = parse(head)
            method, target, _ = line.split(" ", 2)
            body = await read_body(reader, writer, headers)
            request = {"method": method, "path": target, "isChange": is_change(method, target), "arrived": time.monotonic()}
            requests.append(request)
            rule = choose(request)
            if rule:
                request["fault"], request["rule"] = rule["kind"], rule["id"]
                if rule["kind"] == "restart":
                    go_down(rule["seconds"])
                    return False
                if not rule["isAfter"] and rule["kind"] == "reset":
                    reset(writer)
                    return False
                if not rule["isAfter"] and rule["kind"] == "status":
                    await answer(writer, request, rule)
                    return keeps(headers)
            work = asyncio.create_task(forward(reader, writer, request, headers, body, rule))
            while not (await asyncio.wait({work}, timeout=0.05))[0]:
                if reader.at_eof() or writer.transport.is_closing():
                    work.cancel()
                    await asyncio.gather(work, return_exceptions=True)
                    return False
            return work.result() and keeps(headers)

        def keeps(headers):
            return (header(headers, "connection") or "").lower() != "close"

        async def forward(reader, writer, request, headers, body, rule):
            try:
                source, sink = await asyncio.open_connection(
                    upstream.hostname, upstream.port or (443 if upstream_tls else 80), ssl=upstream_tls, limit=LIMIT)
            except OSError:
                reset(writer)
                return False
            upward = None
            try:
                upgrade = header(headers, "upgrade")
                dropped = {"expect", "transfer-encoding", "content-length"} | (set() if upgrade else {"connection"})
                lines = [f"{request['method']} {request['path']} HTTP/1.1"]
                lines += [f"{name}: {value}" for name, value in headers if name.lower() not in dropped]
                if body is not None:
                    lines.append(f"Content-Length: {len(body)}")
                if not upgrade:
                    lines.append("Connection: close")
                await send(sink, "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + (body or b""))
                status_line, answered = parse(await source.readuntil(b"\r\n\r\n"))
                request["serverStatus"] = code = int(status_line.split(" ")[1])
                kind = rule["kind"] if rule else ""
                if kind == "kill":
                    with open(rule["processIDFile"]) as file:
                        os.kill(int(file.read()), signal.SIGKILL)
                    return False
                if kind == "reset":
                    reset(writer)
                    return False
                if kind == "status":
                    await answer(writer, request, rule)
                    return True
                if kind == "slow":
                    await asyncio.sleep(rule["seconds"])
                request["status"] = code
                if code != 101:
                    answered = [pair for pair in answered if pair[0].lower() != "connection"]
                lines = [status_line] + [f"{name}: {value}" for name, value in answered]
                await send(writer, "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n")
                if code == 101:
                    upward = asyncio.create_task(copy(reader, sink))
                if kind == "cut":
                    await cut(source, writer, rule, "watch=" in request["path"])
                    return False
                return await relay(source, writer, request["method"], code, answered)
            finally:
                if upward:
                    upward.cancel()
                sink.transport.abort()

        async def copy(source, sink):
            while data := await source.read(65536):
                await send(sink, data)

        async def relay(source, writer, method, code, headers):
            length = header(headers, "content-length")
            chunked = "chunked" in (header(headers, "transfer-encoding") or "").lower()
            bodiless = method == "HEAD" or code in (204, 304)
            count, tail = 0, b""
            while data := await source.read(65536):
                await send(writer, data)
                count, tail = count + len(data), (tail + data)[-7:]
            if bodiless:
                return True
            # An end that comes too early is passed on as one; without a length, the end is the connection's.
            if chunked and tail not in (b"\r\n0\r\n\r\n", b"0\r\n\r\n") or length is not None and count != int(length):
                writer.transport.abort()
                return False
            return chunked or length is not None

        async def cut(source, writer, rule, endless):
            async def some(count):
                while count > 0 and (data := await source.read(min(count, 65536))):
                    await send(writer, data)
                    count -= len(data)
            if "bytes" in rule:
                await some(rule["bytes"])
            elif "seconds" in rule or endless:
                try:
                    await asyncio.wait_for(copy(source, writer), rule.get("seconds", 0.1))
                except asyncio.TimeoutError:
                    pass
            else:
                body = await source.read(-1)
                await send(writer, body[:len(body) // 2])
            # What was written has to leave before the connection goes.
            await asyncio.sleep(0.05)
            writer.transport.abort()

        # --- Commands

        async def control(reader, writer):
            global rule_count
            message, result = json.loads(await reader.readline()), {}
            if message["command"] == "inject":
                rule = message["rule"]
                try:
                    re.compile(rule["path"])
                    rule_count += 1
                    rule.update(id=rule_count, seen=0, injected=0)
                    rules.append(rule)
                    result["id"] = rule_count
                except re.error as error:
                    result["error"] = f"the path is not a regular expression: {error}"
            elif message["command"] == "clear":
                rules.clear()
            elif message["command"] == "forget":
                rules.clear()
                requests.clear()
            elif message["command"] == "injections":
                result["count"] = sum(request.get("rule") == message["id"] for request in requests)
            elif message["command"] == "requests":
                result["requests"] = requests
            elif message["command"] == "restart":
                go_down(message["seconds"])
            await send(writer, json.dumps(result).encode())
            writer.close()

        async def main():
            global port, server
            listener = bound(0)
            port = listener.getsockname()[1]
            server = await asyncio.start_server(serve, sock=listener, ssl=own_tls, limit=LIMIT)
            commands = await asyncio.start_server(control, "127.0.0.1", 0)
            print(f"listening {port} {commands.sockets[0].getsockname()[1]}", flush=True)
            await commands.serve_forever()

        asyncio.run(main())
        """#
}
