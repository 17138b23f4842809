import FoundationEssentials
import TestParts
import Testing

@Suite struct ServerTests {
    @Test(arguments: [(true, "\"jetstream\""), (false, "\"server_id\"")])
    func natsSaysWhetherItHasJetStream(jetStream: Bool, expected: String) async throws {
        try await NATSServer.with(jetStream: jetStream) { server in
            let health = try await get("\(server.monitorURL)/healthz")
            #expect(health.contains("\"ok\""), "\(health)")
            let state = try await get("\(server.monitorURL)/varz")
            #expect(state.contains(expected), "\(state)")
            #expect(state.contains("store_dir") == jetStream, "\(state)")
        }
    }

    @Test func natsAsksForAToken() async throws {
        try await NATSServer.with(token: "open sesame") { server in
            let state = try await get("\(server.monitorURL)/varz")
            #expect(state.contains("\"auth_required\": true"), "\(state)")
            #expect(!state.contains("sesame"))
        }
    }

    @Test func etcdIsHealthy() async throws {
        try await EtcdServer.with { server in
            let health = try await get("\(server.url)/health")
            #expect(health.contains("\"health\":\"true\""), "\(health)")
        }
    }

    @Test func registryTakesACharts() async throws {
        try await OCIRegistry.with { registry in
            try await TestParts.withTemporaryFolder { folder in
                let chart = "apiVersion: v2\nname: small\nversion: 0.1.0\n"
                try FileManager.default.createDirectory(atPath: "\(folder)/small", withIntermediateDirectories: false)
                try chart.write(toFile: "\(folder)/small/Chart.yaml", atomically: true, encoding: .utf8)
                let packed = try await TestParts.run(.helm4, ["package", "\(folder)/small", "--destination", folder])
                #expect(packed.isSuccess, "\(packed)")
                let pushed = try await TestParts.run(
                    .helm4, ["push", "--plain-http", "\(folder)/small-0.1.0.tgz", "oci://\(registry.host)/charts"])
                #expect(pushed.isSuccess, "\(pushed)")
            }
            let tags = try await get("http://\(registry.host)/v2/charts/small/tags/list")
            #expect(tags.contains("0.1.0"), "\(tags)")
        }
    }

    @Test func fileServerServesAndRecords() async throws {
        try await TestParts.withTemporaryFolder { folder in
            try "apiVersion: v1\n".write(toFile: "\(folder)/index.yaml", atomically: true, encoding: .utf8)
            try await LoopbackFileServer.with(folder: folder) { server in
                let index = try await get("\(server.url)/index.yaml")
                #expect(index == "apiVersion: v1\n")
                let requests = try server.requests()
                #expect(requests == ["GET /index.yaml HTTP/1.1"])
            }
        }
    }

    @Test func hangingServerTakesTheRequestAndSaysNothing() async throws {
        try await HangingServer.with { server in
            let answer = try await TestParts.run("curl", ["--silent", "--max-time", "1", "http://\(server.address)/"])
            #expect(answer.exitCode == 28, "curl's code for a time-out: \(answer)")
        }
    }

    @Test func refusingPortRefuses() async throws {
        try await HangingServer.withRefusingPort { port in
            let answer = try await TestParts.run("curl", ["--silent", "--max-time", "5", "http://127.0.0.1:\(port)/"])
            #expect(answer.exitCode == 7, "curl's code for a refused connection: \(answer)")
        }
    }

    @Test func serverIsGoneAfterwards() async throws {
        let url = try await EtcdServer.with { $0.url }
        let answer = try await TestParts.run("curl", ["--silent", "\(url)/health"])
        #expect(answer.exitCode == 7, "curl's code for a refused connection: \(answer)")
    }

    @Test func bodysErrorComesThroughAndEndsTheServer() async throws {
        struct Stop: Error {
            let url: String
        }
        let stop = try #require(
            await #expect(throws: Stop.self) {
                try await EtcdServer.with { server in throw Stop(url: server.url) }
            })
        let answer = try await TestParts.run("curl", ["--silent", "\(stop.url)/health"])
        #expect(answer.exitCode == 7, "curl's code for a refused connection: \(answer)")
    }

    private func get(_ url: String) async throws -> String {
        let answer = try await TestParts.run("curl", ["--silent", "--show-error", "--max-time", "10", url])
        #expect(answer.isSuccess, "\(answer)")
        return answer.standardOutput
    }
}
