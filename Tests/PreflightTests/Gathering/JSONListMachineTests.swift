import HTTP
import Kubernetes
import Testing
import Value

@testable import Preflight

/// Lists in JSON, object by object while they arrive.
@Suite struct JSONListMachineTests {
    struct List: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var json: String
        /// The items as JSON.
        var items: [String]
        var rest: String
    }

    static let lists = [
        List(
            testDescription: "none", json: #"{"items":[],"metadata":{}}"#, items: [],
            rest: #"{"items":[],"metadata":{}}"#),
        List(
            testDescription: "some", json: #"{"kind":"L","items":[{"a":1},{"b":[2,{"c":"]}"}]}],"metadata":{"x":"y"}}"#,
            items: [#"{"a":1}"#, #"{"b":[2,{"c":"]}"}]}"#],
            rest: #"{"kind":"L","items":[],"metadata":{"x":"y"}}"#),
        List(
            testDescription: "with space between all",
            json: " {\n \"items\" : [ { \"a\" : \"b c\" } ,\t{ } ] , \"metadata\" : { } } \n",
            items: [#"{"a":"b c"}"#, "{}"], rest: #"{"items":[],"metadata":{}}"#),
        List(
            testDescription: "texts with brackets, quotes and escapes",
            json: #"{"items":[{"a":"\"],{\\"},{"ü":"\\\"}"}],"metadata":{"continue":"[{\"items\":[1]"}}"#,
            items: [#"{"a":"\"],{\\"}"#, #"{"ü":"\\\"}"}"#],
            rest: #"{"items":[],"metadata":{"continue":"[{\"items\":[1]"}}"#),
        List(
            testDescription: "items of something else",
            json: #"{"metadata":{"items":[{"a":1}]},"others":[{"b":1}],"x":"items","items":[{"c":1}]}"#,
            items: [#"{"c":1}"#],
            rest: #"{"metadata":{"items":[{"a":1}]},"others":[{"b":1}],"x":"items","items":[]}"#),
        List(testDescription: "null in place of items", json: #"{"items":null}"#, items: [], rest: #"{"items":null}"#),
        List(
            testDescription: "what is no object", json: #"{"items":[1, "a,b", null ,[2]]}"#,
            items: ["1", #""a,b""#, "null", "[2]"], rest: #"{"items":[]}"#),
    ]

    private static func read(_ bytes: ArraySlice<UInt8>, by size: Int) throws -> (items: [Value], rest: Value) {
        var machine = JSONListMachine()
        var items: [Value] = []
        var left = bytes
        while !left.isEmpty {
            try machine.take(Array(left.prefix(size))) { items.append(try Value(json: $0)) }
            left = left.dropFirst(size)
        }
        return (items, try machine.finished())
    }

    @Test(arguments: lists, [1, 2, 3, 7, 4096])
    func itemsComeOneByOneHoweverTheBytesArrive(list: List, size: Int) throws {
        let (items, rest) = try Self.read(Array(list.json.utf8)[...], by: size)
        let expected = try list.items.map { try Value(jsonText: $0) }
        let whole = try Value(jsonText: list.rest)
        #expect(items == expected)
        #expect(rest == whole)
    }

    /// A list that breaks off is no shorter list.
    @Test(arguments: lists) func whatEndsTooEarlyIsNoList(list: List) throws {
        let bytes = Array(list.json.utf8)
        let end = try #require(bytes.lastIndex(of: UInt8(ascii: "}")))
        for count in 0...end {
            #expect(throws: (any Error).self, "\(count) bytes") { try Self.read(bytes.prefix(count), by: 5) }
        }
    }

    @Test(arguments: [
        #"{"items":[{"a":1}}"#, #"{"items":[{"a":1},,{"b":1}],"metadata":{}}"#, #"{"items":[{a:1}]}"#,
        #"{"items":[{"a":1}]]}"#, #"{"items":[{"a":1] }]}"#, #"{"items":[{}]} x"#, "<html>", "",
    ])
    func whatIsNoJSONIsRefused(text: String) {
        #expect(throws: (any Error).self) { try Self.read(Array(text.utf8)[...], by: 3) }
    }

    // MARK: - Cut down

    private static let type = ResourceType(
        group: "", version: "v1", kind: "Service", plural: "services", isNamespaced: true)

    private static func page(_ chunks: [String], _ fields: [String]) async throws -> ListPage<Value> {
        let projection = ObjectProjection(try fields.map { try FieldPath($0) })
        return try await CutObjects(projection: projection).page(
            from: HTTPBody(Array(chunks.joined().utf8)), of: type)
    }

    @Test func eachKeepsWhatIsAskedForAndWhatTheListLeavesOut() async throws {
        let page = try await Self.page(
            [
                #"{"metadata":{"resourceVersion":"7","continue":"t"},"items":["#,
                #"{"metadata":{"name":"a","uid":"u"},"spec":{"type":"ClusterIP","ports":[1]}}]}"#,
            ], ["kind", "spec.type"])
        #expect(page.resourceVersion == "7" && page.continueToken == "t")
        #expect(
            page.items == [["kind": "Service", "metadata": ["name": "a"], "spec": ["type": "ClusterIP"]]])
    }

    @Test func aListWithoutAVersionIsRefused() async {
        await #expect(throws: KubernetesError.self) { try await Self.page([#"{"items":[],"metadata":{}}"#], []) }
    }

    @Test func noMoreAreKeptThanTellThatThereAreTooMany() async throws {
        let items = Array(repeating: "{}", count: PreflightLimits.objects + 10).joined(separator: ",")
        let page = try await Self.page([#"{"metadata":{"resourceVersion":"1"},"items":["#, items, "]}"], [])
        #expect(page.items.count == PreflightLimits.objects + 1)
    }
}
