import FoundationEssentials

/// What a kubelet does of port-forward and of logs: a TLS server on loopback that joins WebSockets to real servers on
/// loopback.
///
/// An API server reaches it through a Node whose InternalIP is 127.0.0.1 and whose kubelet endpoint is `port`; it must
/// not verify the kubelet's certificate, which is made by itself.
public struct FakeKubelet: Sendable {
    public let port: UInt16
    private let logPath: String

    /// Runs the kubelet while the closure runs.
    ///
    /// - Parameter targets: the real port behind `POD:PORT`. Some pods need none and behave badly: `cut` breaks off inside a
    ///   line, `silent` says nothing, `ping` says its line only after a pong has come, `spdy` knows no WebSockets.
    ///   Any other pod that is not named is unknown to the kubelet.
    ///   - logs: what `POD/CONTAINER` wrote, and `POD/CONTAINER/previous` before; others have no log.
    public static func with<Result: Sendable>(
        targets: [String: UInt16] = [:], logs: [String: String] = [:], _ body: (FakeKubelet) async throws -> Result
    ) async throws -> Result {
        try await TestParts.withTemporaryFolder { folder in
            for (place, text) in logs {
                let name = place.split(separator: "/").joined(separator: " ")
                try text.write(toFile: "\(folder)/log of \(name)", atomically: true, encoding: .utf8)
            }
            try script.write(toFile: "\(folder)/kubelet.py", atomically: true, encoding: .utf8)
            return try await ServerProcess.with(
                "kubelet",
                ["python3", "-u", "\(folder)/kubelet.py", folder] + targets.map { "\($0.key)=\($0.value)" }.sorted(),
                logFolder: folder,
                ready: { log in
                    let line = log.split(separator: "\n").first { $0.hasPrefix("listening ") }
                    return line?.split(separator: " ").last.flatMap { UInt16($0) }.map {
                        Self(port: $0, logPath: "\(folder)/kubelet.log")
                    }
                },
                body: body)
        }
    }

    /// What happened so far, a line each: `open POD:PORT`, `closed POD:PORT`.
    public func events() throws -> [String] {
        try String(contentsOfFile: logPath, encoding: .utf8).split(separator: "\n").map(String.init)
    }

    /// Makes a Node of this kubelet, and pods that run on it, in an existing namespace.
    public func register(node: String, pods: [String], namespace: String, in cluster: ControlPlane) async throws {
        let nodeText = """
            {"apiVersion":"v1","kind":"Node","metadata":{"name":"\(node)"},"status":{"addresses":[{"type":"InternalIP",
            "address":"127.0.0.1"}],"daemonEndpoints":{"kubeletEndpoint":{"Port":\(port)}},"conditions":[{"type":"Ready",
            "status":"True","reason":"Test","message":"","lastHeartbeatTime":null,"lastTransitionTime":null}]}}
            """
        try await cluster.kubectl("create", "-f", "-", input: nodeText).succeeded("create node")
        for pod in pods {
            let text = """
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"\(pod)","namespace":"\(namespace)","labels":{"app":
                "\(pod)"}},"spec":{"nodeName":"\(node)","containers":[{"name":"c","image":"none"}]}}
                """
            try await cluster.kubectl("create", "-f", "-", input: text).succeeded("create pod \(pod)")
            try await cluster.kubectl(
                "patch", "pod", pod, "-n", namespace, "--subresource=status", "--type=merge", "-p",
                #"{"status":{"phase":"Running","podIP":"127.0.0.1","conditions":[{"type":"Ready","status":"True"}]}}"#
            ).succeeded("run pod \(pod)")
        }
    }

    private static let script = #"""
        import asyncio, base64, hashlib, ssl, struct, subprocess, sys, urllib.parse

        folder, targets = sys.argv[1], dict(a.rsplit("=", 1) for a in sys.argv[2:])
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
             "-keyout", folder + "/key.pem", "-out", folder + "/cert.pem", "-days", "2", "-subj", "/CN=kubelet"],
            check=True, stderr=subprocess.DEVNULL)

        def frame(opcode, payload):
            n = len(payload)
            length = bytes([n]) if n < 126 else b"\x7e" + struct.pack(">H", n) if n < 65536 else b"\x7f" + struct.pack(">Q", n)
            return bytes([0x80 | opcode]) + length + payload

        async def receive(reader):
            first, second = await reader.readexactly(2)
            n = second & 0x7F
            if n == 126:
                n = struct.unpack(">H", await reader.readexactly(2))[0]
            elif n == 127:
                n = struct.unpack(">Q", await reader.readexactly(8))[0]
            if not second & 0x80:
                raise ValueError("a client's frame without a mask")
            mask, data = await reader.readexactly(4), await reader.readexactly(n)
            return first & 0x0F, bytes(b ^ mask[i & 3] for i, b in enumerate(data))

        async def upward(reader, sink):
            while True:
                opcode, data = await receive(reader)
                if opcode == 8:
                    return
                if opcode == 2 and data[:1] == b"\x00":
                    sink.write(data[1:])
                    await sink.drain()

        async def downward(source, writer):
            while data := await source.read(32768):
                writer.write(frame(2, b"\x00" + data))
                await writer.drain()

        async def forward(reader, writer, pod, port):
            prefix = struct.pack("<H", port)
            writer.write(frame(2, b"\x00" + prefix) + frame(2, b"\x01" + prefix))
            await writer.drain()
            if pod == "cut":
                writer.write(frame(2, b"\x00INFO {\"half"))
                await writer.drain()
                writer.transport.abort()
                return
            if pod == "silent":
                while (await receive(reader))[0] != 8:
                    pass
                return
            if pod == "ping":
                writer.write(frame(9, b"are you there"))
                while (await receive(reader)) != (10, b"are you there"):
                    pass
                writer.write(frame(2, b"\x00ponged\n") + frame(8, b"\x03\xe8"))
                await writer.drain()
                return
            try:
                source, sink = await asyncio.open_connection("127.0.0.1", int(targets[f"{pod}:{port}"]))
            except OSError:
                text = f"error forwarding port {port} to pod {pod}, uid : dial tcp4 127.0.0.1:{port}: connect: connection refused"
                writer.write(frame(2, b"\x01" + text.encode()) + frame(8, b"\x03\xe8"))
                await writer.drain()
                return
            tasks = [asyncio.create_task(upward(reader, sink)), asyncio.create_task(downward(source, writer))]
            try:
                await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
                sink.close()
            writer.write(frame(8, b"\x03\xe8"))
            await writer.drain()

        async def answer(writer, status, text):
            body = text.encode()
            writer.write(f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body)
            await writer.drain()

        async def log(writer, pod, container, query):
            name = f"{folder}/log of {pod} {container}" + (" previous" if query.get("previous") == ["true"] else "")
            try:
                lines = open(name, encoding="utf-8").readlines()
            except FileNotFoundError:
                return await answer(writer, "400 Bad Request", f"container {container} in pod {pod} has no log")
            await answer(writer, "200 OK", "".join(lines[-int(query.get("tailLines", ["1000000"])[0]):]))

        async def serve(reader, writer):
            pod, port = "", 0
            try:
                lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
                url = urllib.parse.urlsplit(lines[0].split(" ")[1])
                headers = {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in lines[1:])}
                kind, namespace, pod, *rest = url.path.strip("/").split("/")
                if kind == "containerLogs":
                    return await log(writer, pod, rest[0], urllib.parse.parse_qs(url.query))
                port = int(urllib.parse.parse_qs(url.query)["port"][0])
                print(f"open {pod}:{port}", flush=True)
                if kind != "portForward" or headers.get("upgrade", "").lower() != "websocket" or pod == "spdy":
                    return await answer(writer, "400 Bad Request", "Upgrade request required")
                if "v4.channel.k8s.io" not in headers.get("sec-websocket-protocol", ""):
                    return await answer(writer, "403 Forbidden", "no protocol in common")
                if pod not in ("cut", "silent", "ping") and f"{pod}:{port}" not in targets:
                    return await answer(writer, "404 Not Found", "pod does not exist")
                key = headers["sec-websocket-key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
                accept = base64.b64encode(hashlib.sha1(key.encode()).digest()).decode()
                writer.write(
                    ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                     f"Sec-WebSocket-Accept: {accept}\r\nSec-WebSocket-Protocol: v4.channel.k8s.io\r\n\r\n").encode())
                await forward(reader, writer, pod, port)
            except (asyncio.IncompleteReadError, ConnectionError, ssl.SSLError):
                pass
            finally:
                print(f"closed {pod}:{port}", flush=True)
                writer.close()

        async def main():
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(folder + "/cert.pem", folder + "/key.pem")
            server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
            print(f"listening {server.sockets[0].getsockname()[1]}", flush=True)
            await server.serve_forever()

        asyncio.run(main())
        """#
}

extension CommandResult {
    /// - Throws: `TestPartsError` with what the command wrote, when it failed.
    fileprivate func succeeded(_ what: String) throws {
        guard !isSuccess else { return }
        throw TestPartsError(.notStarted, "could not \(what)", log: standardError)
    }
}
