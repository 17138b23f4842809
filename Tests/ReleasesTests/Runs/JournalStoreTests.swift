import Kubernetes
import TestParts
import Testing
import Value

@testable import Releases

/// Journals as Secrets of the real API server, and as files.
@Suite(.timeLimit(.minutes(5)))
struct JournalStoreTests {
    private func journal(_ id: String, in namespace: String, started: Int = 0, ended: Bool = true) -> RunJournal {
        var run = RunJournalTests.run
        run.id = id
        var journal = RunJournal(
            run, namespace: namespace, cluster: ClusterIdentity(server: "https://one", kubeSystemUID: "uid-1"),
            isSimulated: true, started: "2026-01-01T00:\(started < 10 ? "0" : "")\(started):00.000000Z")
        journal.add(plan: ["subject": "release \(namespace)/web", "verb": "install"])
        if ended { journal.end(.done, at: "2026-01-01T01:00:00.000000Z") }
        return journal
    }

    private func secrets(_ client: KubernetesClient, gone: Bool? = true) -> SecretJournalStore {
        SecretJournalStore(client: client, probe: RunSummaryTests.Probe(gone: gone))
    }

    private func files(_ folder: String, uid: String = "uid-1") -> FileJournalStore {
        FileJournalStore(
            folder: folder, cluster: ClusterIdentity(server: "https://one", kubeSystemUID: uid),
            probe: RunSummaryTests.Probe(gone: true))
    }

    // MARK: - Secrets

    @Test func aSecretComesBackAndHelmDoesNotSeeIt() async throws {
        let client = try await Live.client()
        let namespace = try await client.makeNamespace()
        let store = secrets(client)
        let first = journal("one", in: namespace, ended: false)
        try await store.save(first, hiding: SecretWords(), isNew: true)
        #expect(try await store.read("one", namespace: namespace)?.journal == first)
        #expect(try await store.read("one", namespace: nil)?.summary.state == .died)
        #expect(try await store.read("other", namespace: namespace) == nil)
        // Whatever was stored before, and whatever became of it.
        let last = journal("one", in: namespace)
        try await store.save(last, hiding: SecretWords(), isNew: true)
        #expect(try await store.read("one", namespace: namespace)?.journal == last)
        _ = try await client.delete(.secrets, "groundcrew.run.one", namespace: namespace)
        try await store.save(last, hiding: SecretWords(), isNew: false)
        let run = try #require(try await store.list(namespace: namespace).runs.first)
        #expect(run.state == .done)
        #expect(run.subjects == ["release \(namespace)/web"])
        #expect(run.isSimulated)
        #expect(run.place == "Secret \(namespace)/groundcrew.run.one")
        #expect(run.run == last.run)
        let cluster = try await ControlPlane.shared()
        for helm in [TestParts.Part.helm3, .helm4] {
            let listed = try await cluster.helm("list", "-n", namespace, "-o", "json", version: helm)
            #expect(listed.standardOutput.trimmingCharacters == "[]", "\(listed)")
        }
        let kubectl = try await cluster.kubectl(
            "get", "secrets", "-l", "groundcrew/run", "-n", namespace, "-o", "name")
        #expect(kubectl.standardOutput.trimmingCharacters == "secret/groundcrew.run.one", "\(kubectl)")
    }

    @Test func theOldestOfANamespaceGo() async throws {
        let client = try await Live.client()
        let (namespace, other) = (try await client.makeNamespace(), try await client.makeNamespace())
        let store = secrets(client)
        for number in 1...5 {
            try await store.save(
                journal("r\(number)", in: namespace, started: number), hiding: SecretWords(), isNew: true)
        }
        try await store.save(journal("r0", in: other), hiding: SecretWords(), isNew: true)
        try await store.prune(like: journal("r1", in: namespace), keeping: 3)
        // Its own journal it never removes.
        #expect(Set(try await store.list(namespace: namespace).runs.map(\.id)) == ["r1", "r3", "r4", "r5"])
        #expect(try await store.list(namespace: other).runs.map(\.id) == ["r0"])
    }

    @Test func whatIsNoJournalIsNamedAndHidesNone() async throws {
        let client = try await Live.client()
        let namespace = try await client.makeNamespace()
        let store = secrets(client)
        try await store.save(journal("good", in: namespace), hiding: SecretWords(), isNew: true)
        for (name, data) in [("groundcrew.run.bad", "AAAA"), ("stranger", "")] {
            _ = try await client.create(
                [
                    "apiVersion": "v1", "kind": "Secret", "type": .string(SecretJournalStore.type),
                    "metadata": ["name": .string(name), "labels": ["groundcrew/run": "bad"]],
                    "data": ["journal": .string(data)],
                ], as: .secrets, namespace: namespace)
        }
        let listing = try await store.list(namespace: namespace)
        #expect(listing.runs.map(\.id) == ["good"])
        #expect(listing.unreadable.count == 2)
        let error = try await #require(throws: ReleaseError.self) { try await store.read("bad", namespace: namespace) }
        #expect(error.code == .recordUnreadable)
        #expect(error.message.contains("a run's journal cannot be read"))
        // Of several that bear a run's label, the one with its name is meant.
        _ = try await client.create(
            [
                "apiVersion": "v1", "kind": "Secret",
                "metadata": ["name": "a-stranger", "labels": ["groundcrew/run": "good"]],
            ],
            as: .secrets, namespace: namespace)
        #expect(try await store.read("good", namespace: nil)?.journal.run.id == "good")
        // What the cluster has of it tells nothing; the file does.
        try await TestParts.withTemporaryFolder { folder in
            try await files(folder).save(journal("bad", in: namespace), hiding: SecretWords(), isNew: true)
            let reader = RunReader(
                client: client, cluster: ClusterIdentity(server: "https://one", kubeSystemUID: "uid-1"), folder: folder)
            #expect(try await reader.run("bad", namespace: namespace)?.summary.state == .done)
        }
    }

    // MARK: - Files

    @Test func filesArePrivateAndOfOneCluster() async throws {
        try await TestParts.withTemporaryFolder { parent in
            let folder = "\(parent)/state/groundcrew/runs"
            let store = files(folder)
            #expect(try await store.list(namespace: nil).runs.isEmpty)
            let one = journal("one", in: "apps")
            try await store.save(one, hiding: SecretWords(), isNew: true)
            try await store.save(journal("two", in: "other", started: 1), hiding: SecretWords(), isNew: true)
            #expect(try await store.read("one", namespace: "apps")?.journal == one)
            #expect(try await store.read("one", namespace: "other") == nil)
            #expect(try await store.read("none", namespace: nil) == nil)
            #expect(try await store.list(namespace: "apps").runs.map(\.place) == ["\(folder)/one.json"])
            #expect(try await store.list(namespace: nil).runs.count == 2)
            #expect(try await files(folder, uid: "uid-2").list(namespace: nil).runs.isEmpty)
            for (path, mode) in [("\(folder)/one.json", "600"), (folder, "700")] {
                let listed = try await TestParts.run("stat", ["-c", "%a", path])
                #expect(listed.standardOutput.trimmingCharacters == mode, "\(path)")
            }
        }
    }

    @Test func oldAndBrokenFilesAreSeenTo() async throws {
        try await TestParts.withTemporaryFolder { folder in
            let store = files(folder)
            for number in 1...4 {
                try await store.save(
                    journal("r\(number)", in: "apps", started: number), hiding: SecretWords(), isNew: true)
            }
            try await store.prune(like: journal("r4", in: "apps"), keeping: 2)
            #expect(Set(try await store.list(namespace: nil).runs.map(\.id)) == ["r3", "r4"])
            try TestFiles.write(Array("{".utf8), to: "\(folder)/cut.json")
            try TestFiles.write(Array("{}".utf8), to: "\(folder)/empty.json")
            try TestFiles.write(Array("no run".utf8), to: "\(folder)/README")
            let bytes = journal("r9", in: "apps").value.jsonBytes()
            try TestFiles.write(bytes, to: "\(folder)/other.json")
            let listing = try await store.list(namespace: nil)
            #expect(listing.runs.count == 2)
            #expect(listing.unreadable.count == 3)
            #expect(listing.unreadable.contains { $0.hasSuffix("other.json: it is of run r9") }, "\(listing)")
        }
    }

    // MARK: - Both

    @Test func ofARunThatIsKeptTwiceTheOneWithAnEndIsRead() async throws {
        let client = try await Live.client()
        let namespace = try await client.makeNamespace()
        try await TestParts.withTemporaryFolder { folder in
            let cluster = ClusterIdentity(server: "https://one", kubeSystemUID: "uid-1")
            let probe = RunSummaryTests.Probe(gone: true)
            let reader = RunReader(client: client, cluster: cluster, folder: folder, probe: probe)
            try await secrets(client).save(
                journal("one", in: namespace, ended: false), hiding: SecretWords(), isNew: true)
            try await files(folder).save(journal("one", in: namespace), hiding: SecretWords(), isNew: true)
            try await files(folder).save(
                journal("two", in: namespace, started: 5), hiding: SecretWords(), isNew: true)
            let listing = try await reader.list(namespace: namespace)
            #expect(listing.runs.map { "\($0.id) \($0.state)" } == ["two done", "one done"])
            #expect(try await reader.run("one", namespace: namespace)?.summary.state == .done)
            #expect(try await reader.run("../one", namespace: namespace) == nil)
        }
    }

    @Test func whereSecretsMayNotBeListedFilesAreAndThisIsSaid() async throws {
        let admin = try await Live.client()
        let namespace = try await admin.makeNamespace()
        let nobody = try await Live.client(as: .nobody)
        try await TestParts.withTemporaryFolder { folder in
            try await files(folder).save(journal("one", in: namespace), hiding: SecretWords(), isNew: true)
            let reader = RunReader(
                client: nobody, cluster: ClusterIdentity(server: "https://one", kubeSystemUID: "uid-1"), folder: folder)
            let listing = try await reader.list(namespace: namespace)
            #expect(listing.runs.map(\.id) == ["one"])
            #expect(listing.gaps.count == 1)
            #expect(listing.gaps.first?.contains("secrets") == true)
            #expect(try await reader.run("one", namespace: namespace) != nil)
            await #expect(throws: KubernetesError.self) { try await reader.run("two", namespace: namespace) }
        }
    }
}

extension String {
    fileprivate var trimmingCharacters: String { filter { !$0.isWhitespace } }
}
