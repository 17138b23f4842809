import Exposure
import Testing

/// What users may ask for.
@Suite struct GatewayRequestTests {
    @Test func everythingMayBeLeftOpen() throws {
        #expect(try GatewayRequest() == GatewayRequest(gatewayClass: nil))
        let request = try GatewayRequest(gateway: "infra/web", hostname: "*.example.com", path: "/a/b", backend: .pool)
        #expect(request.gateway == GatewayName(namespace: "infra", name: "web"))
        #expect(request.gateway?.description == "infra/web")
        #expect(request.hostname == "*.example.com")
        #expect(request.path == "/a/b")
        #expect(request.backend == .pool)
        #expect(try GatewayRequest(gatewayClass: "gke-l7.v2").gatewayClass == "gke-l7.v2")
    }

    struct Wrong: Sendable, CustomTestStringConvertible {
        var field: ExposureError.Field
        var text: String
        var part: String
        var testDescription: String { "\(field) \(text)" }
    }

    @Test(arguments: [
        Wrong(field: .gatewayClass, text: "", part: "is '', which cannot be the name"),
        Wrong(
            field: .gatewayClass, text: "No_Class",
            part: "is 'No_Class', which cannot be the name of a GatewayClass"),
        Wrong(field: .gateway, text: "web", part: "is 'web'; write NAMESPACE/NAME"),
        Wrong(field: .gateway, text: "a/b/c", part: "write NAMESPACE/NAME"),
        Wrong(field: .gateway, text: "a.b/c", part: "write NAMESPACE/NAME"),
        Wrong(field: .gateway, text: "a/B", part: "write NAMESPACE/NAME"),
        Wrong(field: .hostname, text: "192.0.2.1", part: "is '192.0.2.1'; write a name"),
        Wrong(field: .hostname, text: "a.*.com", part: "*.example.com for all below it"),
        Wrong(field: .hostname, text: "UPPER.example.com", part: "write a name"),
        Wrong(field: .hostname, text: "http://a", part: "write a name"),
        Wrong(field: .path, text: "", part: "is ''; write a path such as /qwen3"),
        Wrong(field: .path, text: "qwen3", part: "write a path"),
        Wrong(field: .path, text: "/a/", part: "without a slash at its end"),
        Wrong(field: .path, text: "/a//b", part: "write a path"),
        Wrong(field: .path, text: "/a/../b", part: "write a path"),
        Wrong(field: .path, text: "/a?b", part: "write a path"),
        Wrong(field: .path, text: "/" + String(repeating: "a", count: 1024), part: "write a path"),
    ])
    func whatIsWrongIsTold(row: Wrong) throws {
        let error = try #require(throws: ExposureError.self) { try Self.request(row) }
        #expect(error.field == row.field)
        #expect(error.reason == .invalid)
        #expect(error.message.contains(row.part), "\(error.message)")
        #expect(error.sentence == "\(row.field.rawValue) \(error.message)")
        #expect("\(error)" == error.message)
    }

    private static func request(_ row: Wrong) throws -> GatewayRequest {
        switch row.field {
        case .gatewayClass: return try GatewayRequest(gatewayClass: row.text)
        case .gateway: return try GatewayRequest(gateway: row.text)
        case .hostname: return try GatewayRequest(hostname: row.text)
        case .path: return try GatewayRequest(path: row.text)
        case .backend: return GatewayRequest()
        }
    }

    @Test func aGatewayHasAClassOfItsOwn() throws {
        let error = try #require(throws: ExposureError.self) {
            try GatewayRequest(gatewayClass: "nginx", gateway: "infra/web")
        }
        #expect(error.field == .gatewayClass)
        #expect(error.message == "stands beside gateway, whose class is its own; give one of them")
    }
}
