import Events
import Formats
import Kubernetes
import Testing
import Value

@testable import Releases

/// Journals at the edges of what they hold, and as Secrets.
@Suite struct JournalEdgeTests {
    private func event(_ message: String, _ kind: Event.Kind = .progress, step: String? = nil) -> Event {
        Event(kind, .releases, step: step, message)
    }

    // MARK: - Reading

    typealias Edit = (String, Value, String)

    @Test(
        arguments: [
            ("status", "asleep", "status is 'asleep'; it must be one of running, done, failed, interrupted"),
            ("omittedEntries", -1, "omittedEntries is -1; it must be from 0 to 2147483647"),
            ("results", [1], "results[0] is an integer, not an object"),
            ("plans", [[:], "x"], "plans[1] is a string, not an object"),
            ("ended", 3, "ended is an integer, not a string"),
            ("failure", true, "failure is a boolean, not a string"),
            ("entries", [["time": "t", "kind": "progress", "phase": "p"]], "entries[0].message is missing"),
            (
                "entries", [["time": "t", "kind": "progress", "phase": "p", "message": "m", "step": 1]],
                "entries[0].step is an integer, not a string"
            ), ("cluster", ["server": 1], "cluster.server is an integer, not a string"),
            ("process", ["groundcrew/run": "abc", "groundcrew/process": "x"], "process does not name a run"),
            ("process", ["groundcrew/run": 1], "process holds an integer, not a string"),
        ] as [Edit])
    func aBrokenJournalIsToldWithThePlace(_ key: String, _ value: Value, _ words: String) throws {
        var object = try #require(RunJournalTests.journal().value.object)
        object[key] = value
        let broken = Value.object(object)
        let error = #expect(throws: SavedFieldsError.self) { try RunJournal(broken, place: "here") }
        #expect(error?.description == "here: \(words)")
    }

    @Test func withoutATimeOfItsEndARunHasNotEnded() throws {
        var object = try #require(RunJournalTests.journal().value.object)
        object["status"] = "done"
        let read = try RunJournal(.object(object), place: "here")
        #expect(read.status == .running && read.ended == nil)
    }

    @Test func whatWasLeftOutBeforeStaysCounted() throws {
        var object = try #require(RunJournalTests.journal().value.object)
        object["omittedEntries"] = 5
        var read = try RunJournal(.object(object), place: "here")
        #expect(read.omitted == 5)
        for number in 0..<(JournalLimits.entryCount + 2) { read.append(event("\(number)"), at: "") }
        #expect(read.omitted == 7)
    }

    @Test func aDeepTextIsNoJournal() throws {
        func nested(_ depth: Int) -> [UInt8] {
            Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
        }
        #expect(try JournalText.value(nested(JournalLimits.depth)).array != nil)
        let error = #expect(throws: JSONError.self) { try JournalText.value(nested(JournalLimits.depth + 1)) }
        #expect(error?.code == .limit)
    }

    // MARK: - Growing

    @Test func textsOfJustTheirLengthAreWhole() {
        var journal = RunJournalTests.journal()
        let text = String(repeating: "é", count: JournalLimits.text)
        let step = String(repeating: "s", count: JournalLimits.name)
        journal.append(event(text, step: step), at: "")
        #expect(journal.entries[0].message == text)
        #expect(journal.entries[0].step == step)
    }

    /// What a run did last tells most of one that died.
    @Test func theLastEntryIsKeptWhateverItIs() {
        var journal = RunJournalTests.journal()
        for number in 0..<JournalLimits.entryCount { journal.append(event("\(number)", .stepFinished), at: "") }
        journal.append(event("last"), at: "")
        #expect(journal.entries.last?.message == "last")
        #expect(journal.entries.first?.message == "1")
        // The next one makes it something that went by.
        journal.append(event("later", .stepFinished), at: "")
        #expect(!journal.entries.contains { $0.message == "last" })
        #expect(journal.entries.first?.message == "1")
    }

    @Test func eachSubjectIsNamedOnce() {
        var journal = RunJournalTests.journal()
        for subject in ["release a/b", "crds", "release a/b"] { journal.add(plan: ["subject": .string(subject)]) }
        journal.add(plan: ["verb": "install"])
        #expect(journal.subjects == ["release a/b", "crds"])
    }

    // MARK: - Secrets

    private func secret(_ edit: (inout Object) -> Void = { _ in }) throws -> Value {
        var object = try #require(
            try SecretJournalStore.secret(RunJournalTests.journal(), hiding: SecretWords()).object)
        edit(&object)
        return .object(object)
    }

    @Test func aRunThatIsUnderWayHasNoEndInItsAnnotations() throws {
        let metadata = try secret()["metadata"]
        #expect(metadata?["labels"]?["groundcrew/run-status"] == "running")
        let annotations = metadata?["annotations"]
        #expect(annotations?["groundcrew/run-started"] == "2026-11-29T12:00:00.000000Z")
        #expect(annotations?["groundcrew/run-ended"] == nil)
        #expect(annotations?["groundcrew/run-simulated"] == nil)
        #expect(metadata?["name"] == "groundcrew.run.k3f9")
    }

    @Test func listsReadNoSecretEither() throws {
        var journal = RunJournalTests.journal()
        journal.add(plan: ["subject": "release a/hunter2-b"])
        journal.end(.failed, failure: "hunter2 was refused", at: "t")
        var words = SecretWords()
        words.add("hunter2")
        let secret = try SecretJournalStore.secret(journal, hiding: words)
        let annotations = secret["metadata"]?["annotations"]
        #expect(annotations?["groundcrew/run-subjects"] == "release a/(hidden)-b")
        #expect(annotations?["groundcrew/run-ended"] == "t")
        let read = try SecretJournalStore.journal(in: secret, place: "here")
        #expect(read.failure == "(hidden) was refused")
    }

    /// A message may quote what no Secret of the run holds.
    @Test func whatLooksLikeASecretIsNotStoredEither() throws {
        var journal = RunJournalTests.journal()
        journal.add(plan: ["subject": "release a/b", "chart": "from https://me:hunter2@charts.example.com/x"])
        journal.append(event("GET https://me:hunter2@charts.example.com: 401"), at: "t")
        journal.add(result: ["warnings": ["token=hunter2"]])
        journal.end(.failed, failure: "sent Authorization: Bearer hunter2-bearer", at: "t")
        let secret = try SecretJournalStore.secret(journal, hiding: SecretWords())
        let read = try SecretJournalStore.journal(in: secret, place: "here")
        #expect(!read.value.json().contains("hunter2"), "\(read.value.json())")
        #expect(read.entries.first?.message == "GET https://(masked)@charts.example.com: 401")
        #expect(read.failure == "sent Authorization: (masked)" && read.run == journal.run)
    }

    struct Forgery: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let edit: @Sendable (inout Object) -> Void
    }

    @Test(arguments: [
        Forgery(testDescription: "here: its type is Opaque, not groundcrew/run.v1") { $0["type"] = "Opaque" },
        Forgery(testDescription: "here: its type is (none), not groundcrew/run.v1") { $0["type"] = nil },
        Forgery(testDescription: "here: it has no journal in base64 under the key journal") { $0["data"] = [:] },
        Forgery(testDescription: "here: it has no journal in base64 under the key journal") {
            $0["data"] = ["journal": "%%%"]
        },
    ])
    func aSecretThatHoldsNoJournalIsToldWithItsPlace(_ forgery: Forgery) throws {
        let secret = try secret(forgery.edit)
        let error = #expect(throws: ReleaseError.self) {
            try SecretJournalStore.journal(in: secret, place: "here")
        }
        #expect(error?.code == .recordUnreadable)
        #expect(error?.message == "a run's journal cannot be read: \(forgery.testDescription)")
    }

    // MARK: - Words

    @Test func wordsOfFourCharactersHideNothing() {
        var words = SecretWords()
        words.add("four")
        words.add("  five5 \n")
        words.add(["kind": "Secret", "stringData": ["port": 8080, "big": 123_456], "data": ["raw": "gAECAw=="]])
        // Bytes that are no text are hidden as they stand.
        let number = Base64.encode(Array("123456".utf8))
        #expect(Set(words.words) == ["five5", "123456", number, "ODA4MA==", "gAECAw=="])
        #expect(words.words.first?.count == 8)
    }

    @Test func theFallbackOfATokenFileIsHidden() throws {
        let file = try ClusterConfiguration(
            server: "https://one", credentials: .tokenFile("/token", fallback: Secret("bearer-1")))
        #expect(SecretWords(file).words == ["bearer-1"])
        let none = try ClusterConfiguration(server: "https://one", credentials: .tokenFile("/token"))
        #expect(SecretWords(none).words.isEmpty)
    }
}
