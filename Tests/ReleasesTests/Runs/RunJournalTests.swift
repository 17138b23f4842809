import Events
import Kubernetes
import Testing
import Value

@testable import Releases

/// A journal as a value: it grows within bounds, and comes back as it was written.
@Suite struct RunJournalTests {
    static let run = RunIdentity(
        id: "k3f9", command: "groundcrew release upgrade", host: "build-3", processID: 7, bootID: "b",
        processNamespace: "n", startTime: "11")

    static func journal(started: String = "2026-11-29T12:00:00.000000Z") -> RunJournal {
        RunJournal(
            run, namespace: "apps", cluster: ClusterIdentity(server: "https://one", kubeSystemUID: "uid-1"),
            isSimulated: false, started: started)
    }

    private func event(_ message: String, _ kind: Event.Kind = .progress, step: String? = nil) -> Event {
        Event(kind, .releases, step: step, message)
    }

    @Test func aJournalComesBackAsItWas() throws {
        var journal = Self.journal()
        journal.add(plan: ["subject": "release apps/web", "verb": "upgrade", "objects": [["object": "ConfigMap a"]]])
        journal.append(event("applying 1 object", step: "release/apps/web"), at: "t1")
        journal.append(
            Event(.stepFinished, .operators, step: "operator/x", "done", outcome: .created), at: "t2")
        journal.add(result: ["change": "changed"])
        #expect(try RunJournal(journal.value, place: "here") == journal)
        journal.end(.failed, failure: "no luck", at: "t3")
        let read = try RunJournal(try Value(jsonText: journal.value.json()), place: "here")
        #expect(read == journal)
        #expect(read.status == .failed && read.ended == "t3" && read.failure == "no luck")
        #expect(read.subjects == ["release apps/web"])
    }

    // MARK: - Bounds

    @Test func progressGoesFirstAndThenTheOldest() throws {
        var journal = Self.journal()
        let text = String(repeating: "x", count: 1900)
        journal.append(event("first", .stepFinished, step: "operator/x"), at: "t")
        for number in 0..<400 { journal.append(event("\(number) \(text)"), at: "t") }
        #expect(journal.omitted > 100)
        #expect(journal.entries.first?.message == "first")
        #expect(journal.entries.last?.message.hasPrefix("399 ") == true)
        #expect(journal.entries.count + journal.omitted == 401)
        let kept = journal.entries.dropFirst().compactMap { Int($0.message.prefix { $0 != " " }) }
        #expect(kept == Array(journal.omitted..<400))
        // Where there is no progress left, the oldest step goes.
        for number in 0..<400 { journal.append(event("\(number) \(text)", .stepFinished, step: "s"), at: "t") }
        #expect(journal.entries.first?.message != "first")
        #expect(journal.value.jsonBytes().count < 1 << 20)
    }

    @Test func theNumberOfEntriesIsBoundedToo() {
        var journal = Self.journal()
        for number in 0..<(JournalLimits.entryCount + 5) { journal.append(event("\(number)"), at: "") }
        #expect(journal.entries.count == JournalLimits.entryCount)
        #expect(journal.omitted == 5)
        #expect(journal.value["omittedEntries"] == 5)
    }

    @Test func longTextsAreCutAndSaySo() {
        var journal = Self.journal()
        journal.append(event(String(repeating: "é", count: 2010), step: String(repeating: "s", count: 301)), at: "")
        #expect(journal.entries[0].message.hasSuffix(" … (10 more characters)"))
        #expect(journal.entries[0].step?.hasSuffix("s … (1 more characters)") == true)
        journal.end(.failed, failure: String(repeating: "f", count: 5000), at: "")
        #expect(journal.failure?.hasSuffix("(3000 more characters)") == true)
    }

    @Test func theFirstReasonOfAFailureStays() {
        var journal = Self.journal()
        journal.end(.failed, failure: "first", at: "1")
        journal.end(.failed, failure: "second", at: "2")
        #expect(journal.failure == "first")
    }

    private func plan(_ count: Int, padding: Int = 0) -> Object {
        let name = String(repeating: "n", count: padding)
        return [
            "subject": "release a/b",
            "objects": .array((0..<count).map { ["object": .string("ConfigMap \(name)\($0)")] }),
        ]
    }

    @Test func manyObjectsAreCounted() {
        var journal = Self.journal()
        journal.add(plan: plan(JournalLimits.objects))
        #expect(journal.plans[0]["omittedObjects"] == nil)
        journal.add(plan: plan(JournalLimits.objects + 3))
        #expect(journal.plans[1]["objects"]?.array?.count == JournalLimits.objects)
        #expect(journal.plans[1]["omittedObjects"] == 3)
    }

    @Test func plansAndResultsWithoutRoomAreLeftOut() {
        var journal = Self.journal()
        journal.add(plan: plan(2010, padding: 250))
        #expect(journal.plans[0]["objects"] == nil)
        #expect(journal.plans[0]["omittedObjects"] == 2010)
        for _ in 0..<3000 { journal.add(plan: plan(3, padding: 100)) }
        #expect(journal.plans.count < 3000)
        for _ in 0..<3000 { journal.add(result: ["change": .string(String(repeating: "c", count: 100))]) }
        #expect(journal.results.count < 3000)
        for _ in 0..<3000 { journal.append(event(String(repeating: "\u{1}", count: 1000)), at: "") }
        #expect(journal.value.jsonBytes().count < 1 << 20)
    }

    // MARK: - What others wrote

    @Test(arguments: [
        ("[]", "is an array"), ("{}", "kind is missing"),
        ("{\"kind\": \"Run\", \"apiVersion\": \"groundcrew/v9\"}", "it is not a run's journal of this version"),
        (
            "{\"kind\": \"Run\", \"apiVersion\": \"groundcrew/v1\", \"process\": {\"a\": \"b\"}}",
            "process does not name a run"
        ),
        (
            "{\"kind\": \"Run\", \"apiVersion\": \"groundcrew/v1\", "
                + "\"process\": {\"groundcrew/run\": \"../../etc\", \"groundcrew/process\": \"1\"}}",
            "process does not name a run"
        ),
    ])
    func whatIsNoJournalIsRefused(_ text: String, _ words: String) throws {
        let value = try Value(jsonText: text)
        let error = #expect(throws: SavedFieldsError.self) { try RunJournal(value, place: "here") }
        #expect(error?.description.contains(words) == true, "\(error.map(\.description) ?? "")")
    }

    @Test(arguments: [
        "namespace", "cluster", "simulated", "started", "status", "plans", "results", "entries", "omittedEntries",
    ])
    func everyFieldIsNeeded(_ key: String) throws {
        var object = try #require(Self.journal().value.object)
        object[key] = nil
        let broken = Value.object(object)
        #expect(throws: SavedFieldsError.self) { try RunJournal(broken, place: "here") }
    }
}
