import Testing

@testable import Deployments

@Suite struct ServerSentEventsTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var text: String
        /// Each is its data, behind its name and a slash where it has another than `message`.
        var events: [String] = []
        /// What comes at the end of the stream alone.
        var last: String?
        var testDescription: String { name }
    }

    private static func shown(_ event: ServerSentEvents.Event) -> String {
        event.name == "message" ? event.data : "\(event.name)/\(event.data)"
    }

    private static let cases = [
        Case(name: "nothing", text: ""),
        Case(name: "one", text: "data: hello\n\n", events: ["hello"]),
        Case(name: "two", text: "data: a\n\ndata: b\n\n", events: ["a", "b"]),
        Case(name: "carriage returns", text: "data: a\r\rdata: b\r\r", events: ["a", "b"]),
        Case(name: "both", text: "data: a\r\n\r\ndata: b\r\n\r\n", events: ["a", "b"]),
        Case(name: "lines of one event", text: "data: a\ndata: b\n\n", events: ["a\nb"]),
        Case(name: "no space", text: "data:a\n\n", events: ["a"]),
        Case(name: "only one space goes", text: "data:  a \n\n", events: [" a "]),
        Case(name: "a field without a value", text: "data\n\n", events: [""]),
        Case(name: "colons in the data", text: "data: a: b\n\n", events: ["a: b"]),
        Case(name: "a comment", text: ": ping\n\ndata: a\n\n", events: ["a"]),
        Case(name: "a comment between", text: "data: a\n: x\ndata: b\n\n", events: ["a\nb"]),
        Case(name: "a name", text: "event: error\ndata: a\n\ndata: b\n\n", events: ["error/a", "b"]),
        Case(name: "a name without data is none", text: "event: ping\n\ndata: a\n\n", events: ["a"]),
        Case(name: "other fields", text: "id: 7\nretry: 10\nunknown: x\ndata: a\n\n", events: ["a"]),
        Case(name: "names are whole", text: "datax: a\n data: b\nDATA: c\n\n"),
        Case(name: "a byte order mark", text: "\u{FEFF}data: a\n\n", events: ["a"]),
        Case(name: "empty lines", text: "\n\n\ndata: a\n\n\n\n", events: ["a"]),
        Case(name: "no empty line at the end", text: "data: a\n", last: "a"),
        Case(name: "no end of the line", text: "data: a\n\ndata: b", events: ["a"], last: "b"),
        Case(name: "not an event stream", text: "<html>\n</html>\n"),
        Case(name: "beyond ASCII", text: "data: häß 🚀\n\n", events: ["häß 🚀"]),
    ]

    @Test(arguments: cases) func cutsInAnyPieces(test: Case) throws {
        for size in [1, 2, 3, 1000] {
            var parser = ServerSentEvents()
            var events: [String] = []
            var rest = Array(test.text.utf8)[...]
            while !rest.isEmpty {
                events += try parser.append(rest.prefix(size)).map(Self.shown)
                rest = rest.dropFirst(size)
            }
            #expect(events == test.events, "in pieces of \(size)")
            #expect(parser.end().map(Self.shown) == test.last)
        }
    }

    @Test func anEventWithoutEndIsNotKept() throws {
        let line = Array("data: 0123456789\n".utf8)
        let error = try #require(throws: ServerSentEvents.TooLong.self) {
            var parser = ServerSentEvents(limit: 20)
            // Each counts for itself.
            for _ in 0..<3 { #expect(try parser.append(line + [0x0A]).count == 1) }
            _ = try parser.append(line)
            _ = try parser.append(line)
        }
        #expect(error.limit == 20)
    }

    @Test func bytesThatAreNoTextBreakNothing() throws {
        var parser = ServerSentEvents()
        let events = try parser.append([0x64, 0x61, 0x74, 0x61, 0x3A, 0xFF, 0xFE, 0x0A, 0x0A])
        #expect(events.count == 1)
    }
}
