import HTTP
import Kubernetes
import Synchronization
import Testing

@testable import Preflight

/// Pages of JSON, of which one object at a time is in memory.
@Suite struct JSONListTests {
    private struct Item: Decodable {
        var name: String
    }

    /// - Parameter sent: counts the pieces.
    private static func body(_ pieces: [String], _ sent: SentPieces = SentPieces()) -> HTTPBody {
        HTTPBody {
            let left = Mutex(pieces[...])
            return {
                left.withLock { left -> [UInt8]? in
                    guard let next = left.popFirst() else { return nil }
                    sent.add()
                    return Array(next.utf8)
                }
            }
        }
    }

    private final class SentPieces: Sendable {
        private let number = Mutex(0)
        var count: Int { number.withLock { $0 } }
        func add() { number.withLock { $0 += 1 } }
    }

    private static let tail = #"],"metadata":{"resourceVersion":"7","continue":"c"}}"#

    @Test func objectsAreTakenWhileTheListArrives() async throws {
        let items = (0..<500).map { #"{"name":"n\#($0)","images":["a","b"]},"# } + [#"{"name":"last"}"#]
        let sent = SentPieces()
        var names: [String] = []
        var ahead = 0
        let metadata = try await JSONList.read(Self.body([#"{"items":["#] + items + [Self.tail], sent)) {
            (item: Item) in
            names.append(item.name)
            ahead = max(ahead, sent.count - names.count)
        }
        #expect(names.count == 501 && names.first == "n0" && names.last == "last")
        #expect(metadata == JSONList.Metadata(resourceVersion: "7", continueToken: "c"))
        #expect(ahead <= 2, "no object waits for the ones after it")
    }

    @Test(arguments: [
        [#"{"items":[{"name":"a"}"#], [#"{"items":[{"name":1}"#, tail], [#"{"items":[]}"#], ["no JSON"], [""],
    ])
    func whatIsNoListIsRefused(pieces: [String]) async {
        await #expect(throws: (any Error).self) {
            _ = try await JSONList.read(Self.body(pieces)) { (_: Item) in }
        }
    }

    @Test(arguments: [
        #"{"metadata":{"resourceVersion":"7"},"items":null}"#, #"{"items":[],"metadata":{"continue":""}}"#,
    ])
    func aListMayBeEmptyAndTheLastPage(text: String) async throws {
        var count = 0
        let metadata = try await JSONList.read(Self.body([text])) { (_: Item) in count += 1 }
        #expect(count == 0 && metadata.continueToken == nil)
    }
}
