import HTTP
import TestSupport
import Testing

@testable import Repositories

@Suite struct DownloadTests {
    private static let content = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 7) }

    private static func download(_ network: RoutedTransport, digest: Digest?, limit: Int = 10_000) async throws
        -> [UInt8]
    {
        let address = try WebAddress("https://h.test/a")
        return try await Download(
            transport: network, clock: InstantClock(), what: "the chart", address: address, limit: limit,
            limits: .standard, digest: digest, request: { HTTPRequest(.get, address.text) }
        ).bytes()
    }

    private static func rest(_ request: HTTPRequest, upTo end: Int? = nil, tag: String? = nil) -> HTTPResponse {
        let range = request.headers["Range"] ?? "bytes=0-"
        let start = Int(range.dropFirst(6).dropLast()) ?? 0
        var headers: HTTPHeaders = [:]
        headers["ETag"] = tag
        if start > 0 { headers["Content-Range"] = "bytes \(start)-999/1000" }
        let status = start > 0 ? 206 : 200
        if let end, end < content.count {
            return RoutedTransport.cut(Array(content[start..<end]), status: status, headers)
        }
        return HTTPResponse(status: status, headers: headers, body: HTTPBody(Array(content[start...])))
    }

    @Test func goesOnWhereItBrokeOff() async throws {
        let calls = Counter()
        let network = RoutedTransport(["https://h.test/a": { Self.rest($0, upTo: calls.next() * 300) }])
        #expect(try await Self.download(network, digest: Digest(of: Self.content)) == Self.content)
        #expect(network.requests.map { $0.headers["Range"] } == [nil, "bytes=300-", "bytes=600-", "bytes=900-"])
    }

    @Test func withoutDigestOrValidatorItStartsAgain() async throws {
        let calls = Counter()
        let network = RoutedTransport(["https://h.test/a": { Self.rest($0, upTo: calls.next() == 1 ? 300 : nil) }])
        #expect(try await Self.download(network, digest: nil) == Self.content)
        #expect(network.requests.map { $0.headers["Range"] } == [nil, nil])
    }

    @Test func aValidatorGuardsTheRest() async throws {
        let calls = Counter()
        let network = RoutedTransport([
            "https://h.test/a": { Self.rest($0, upTo: calls.next() == 1 ? 300 : nil, tag: "\"v1\"") }
        ])
        #expect(try await Self.download(network, digest: nil) == Self.content)
        #expect(network.requests.last?.headers["If-Range"] == "\"v1\"")
        let weak = Counter()
        let other = RoutedTransport([
            "https://h.test/a": { Self.rest($0, upTo: weak.next() == 1 ? 300 : nil, tag: "W/\"v1\"") }
        ])
        #expect(try await Self.download(other, digest: nil) == Self.content)
        #expect(other.requests.last?.headers["Range"] == nil)
    }

    @Test func aServerWithoutRangesStartsAgain() async throws {
        let calls = Counter()
        let network = RoutedTransport([
            "https://h.test/a": { _ in
                calls.next() == 1
                    ? RoutedTransport.cut(Array(Self.content.prefix(300))) : RoutedTransport.bytes(Self.content)
            }
        ])
        #expect(try await Self.download(network, digest: Digest(of: Self.content)) == Self.content)
        for status in [206, 416] {
            let calls = Counter()
            let odd = RoutedTransport([
                "https://h.test/a": { request in
                    if calls.next() == 1 { return RoutedTransport.cut(Array(Self.content.prefix(300))) }
                    return request.headers["Range"] == nil
                        ? RoutedTransport.bytes(Self.content)
                        : RoutedTransport.text(status, "", ["Content-Range": "bytes 5-9/10"])
                }
            ])
            #expect(try await Self.download(odd, digest: Digest(of: Self.content)) == Self.content)
        }
    }

    @Test func givesUpWhenNothingArrives() async throws {
        let network = RoutedTransport([
            "https://h.test/a": { request in
                request.headers["Range"] == nil
                    ? RoutedTransport.cut(Array(Self.content.prefix(300)))
                    : RoutedTransport.cut([], status: 206, ["Content-Range": "bytes 300-999/1000"])
            }
        ])
        let error = await #expect(throws: RepositoryError.self) {
            try await Self.download(network, digest: Digest(of: Self.content))
        }
        #expect(error?.code == .unreachable)
        #expect(network.requests.count < 10)
    }

    @Test func theLimitHoldsOverAllParts() async throws {
        let calls = Counter()
        let network = RoutedTransport(["https://h.test/a": { Self.rest($0, upTo: calls.next() * 300) }])
        let error = await #expect(throws: RepositoryError.self) {
            try await Self.download(network, digest: Digest(of: Self.content), limit: 700)
        }
        #expect(error?.code == .tooLarge)
    }
}
