import FoundationEssentials
import HTTP
import TestParts
import Testing

@testable import Repositories

/// Helm's repositories and the copies of their indexes, beside the real Helm.
@Suite(.enabled(if: TestParts.has(.helm3, .helm4), "needs helm3 and helm4: run .ci/parts"), .timeLimit(.minutes(10)))
struct HelmRepositoriesTests {
    /// Files as the environment of `folder` places them, and a server of the repository in its folder `files`.
    private struct Place {
        let folder: String
        let url: String

        var environment: [String: String] { ["HELM_CONFIG_HOME": "\(folder)/c", "HELM_CACHE_HOME": "\(folder)/k"] }

        var repositories: HelmRepositories {
            HelmRepositories(
                HelmPaths(environment: environment),
                fetcher: ChartFetcher(
                    transport: CurlTransport(environment: [:]), retries: RetryPolicy(maxAttempts: 1)))
        }

        func helm(_ program: TestParts.Part, _ arguments: [String]) async throws -> CommandResult {
            try await TestParts.run(program, arguments, environment: environment.mapValues { $0 })
        }

        func text(_ path: String) throws -> String { try String(contentsOfFile: "\(folder)/\(path)", encoding: .utf8) }

        func files() async throws -> [String] {
            let found = try await TestParts.run(
                "find", ["\(folder)/c", "\(folder)/k", "-type", "f", "-printf", "%m %P\n"])
            return found.standardOutput.split(separator: "\n").map(String.init).sorted()
        }
    }

    private static let index = """
        apiVersion: v1
        entries:
          web:
          - {name: web, version: 1.0.0, urls: [web.tgz]}
          "a b": []
        generated: "2020-01-01T00:00:00Z"

        """

    private static func with(
        index: String = index, _ body: (Place) async throws -> Void
    ) async throws {
        try await TestParts.withTemporaryFolder { folder in
            try TestChart.write(index, to: "\(folder)/files/index.yaml")
            try await LoopbackFileServer.with(folder: "\(folder)/files") { server in
                try await body(Place(folder: folder, url: server.url))
            }
        }
    }

    /// The same steps leave the same bytes and modes, with either Helm.
    @Test(arguments: [TestParts.Part.helm3, .helm4])
    func leavesWhatHelmLeaves(_ helm: TestParts.Part) async throws {
        try await Self.with { place in
            let theirs = Place(folder: "\(place.folder)/theirs", url: place.url)
            func expectSame() async throws {
                #expect(try place.text("c/repositories.yaml") == theirs.text("c/repositories.yaml"))
                #expect(try await place.files() == theirs.files())
            }
            try await theirs.helm(helm, ["repo", "add", "mine", place.url]).require()
            #expect(try await place.repositories.add(NewRepository(name: "mine", url: place.url)) == .added)
            try await expectSame()
            for file in ["mine-index.yaml", "mine-charts.txt"] {
                func lines(_ place: Place) throws -> [String] {
                    try place.text("k/repository/\(file)").split(separator: "\n").map(String.init).sorted()
                }
                #expect(try lines(place) == lines(theirs))
            }
            try await theirs.helm(
                helm,
                [
                    "repo", "add", "two", "\(place.url)/", "--username", "u", "--password", "p: 'w'",
                    "--pass-credentials", "--insecure-skip-tls-verify",
                ]
            ).require()
            var two = NewRepository(name: "two", url: "\(place.url)/")
            (two.username, two.password) = ("u", "p: 'w'")
            (two.passesCredentialsToAll, two.skipsVerification) = (true, true)
            #expect(try await place.repositories.add(two) == .added)
            try await expectSame()
            #expect(try await place.repositories.update().compactMap(\.error).isEmpty)
            try await theirs.helm(helm, ["repo", "remove", "mine"]).require()
            try await place.repositories.remove(["mine"])
            try await expectSame()
            // Each goes on with what the other left.
            try await place.helm(helm, ["repo", "update"]).require()
            try await place.helm(helm, ["repo", "remove", "two"]).require()
            #expect(try place.repositories.list().isEmpty)
        }
    }

    /// Programs that add at the same time lose nothing of each other's (F4).
    @Test(arguments: [TestParts.Part.helm3, .helm4])
    func f4ParallelAddsBesideHelmLoseNothing(_ helm: TestParts.Part) async throws {
        try await Self.with { place in
            let repositories = place.repositories
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<12 {
                    group.addTask {
                        _ = try await repositories.add(NewRepository(name: "ours\(number)", url: place.url))
                    }
                }
                for number in 0..<6 {
                    group.addTask { try await place.helm(helm, ["repo", "add", "helm\(number)", place.url]).require() }
                }
                try await group.waitForAll()
            }
            let names = try repositories.list().map(\.name).sorted()
            #expect(names == (0..<6).map { "helm\($0)" } + (0..<12).map { "ours\($0)" }.sorted())
            let read = try await place.helm(helm, ["repo", "list", "-o", "json"])
            #expect(read.standardOutput.matches(of: /"name"/).count == 18)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<12 { group.addTask { try await repositories.remove(["ours\(number)"]) } }
                try await group.waitForAll()
            }
            #expect(try repositories.list().map(\.name).sorted() == (0..<6).map { "helm\($0)" })
        }
    }

    @Test func aRepositoryThatCannotBeFetchedIsNotAdded() async throws {
        try await Self.with { place in
            for (url, words) in [
                ("\(place.url)/nope", "404"), ("http://127.0.0.1:1", "refused"),
                ("http://\(place.url.dropFirst(7))/files.html", "404"),
            ] {
                let error = await #expect(throws: RepositoryError.self) {
                    try await place.repositories.add(NewRepository(name: "bad", url: url))
                }
                #expect(
                    error?.message.hasPrefix(
                        "looks like \"\(url)\" is not a valid chart repository or cannot be reached: ") == true)
                #expect(error?.description.contains(words) == true, "\(String(describing: error))")
            }
            let files = try await place.files()
            #expect(files.isEmpty)
        }
    }

    @Test(arguments: ["<html></html>", "entries: {}\n", "", "apiVersion: v1\nentries:\n\tx: 1\n", "{\"entries\": {}}"])
    func whatIsNoIndexIsNotAdded(_ index: String) async throws {
        try await Self.with(index: index) { place in
            let error = await #expect(throws: RepositoryError.self) {
                try await place.repositories.add(NewRepository(name: "bad", url: place.url))
            }
            #expect(error?.code == .invalidIndex)
            let theirs = try await place.helm(.helm4, ["repo", "add", "bad", place.url])
            #expect(!theirs.isSuccess)
            #expect(try await place.files().filter { !$0.hasSuffix("repositories.lock") }.isEmpty)
        }
    }

    /// Whatever its style, the names of an index's charts are Helm's.
    @Test(arguments: [
        index, #"{"apiVersion": "v1", "entries": {"web": [], "a\u0062": [], "z": null}}"#,
        "apiVersion: v1\nentries: {web: [], \"q\": []}\n", "apiVersion: v1\nentries: {}\n", "apiVersion: v1\n",
        "apiVersion: v1\nentries:\n  &a web: []\n  x: []\n",
    ])
    func namesOfChartsAreHelms(_ index: String) async throws {
        try await Self.with(index: index) { place in
            let theirs = Place(folder: "\(place.folder)/theirs", url: place.url)
            try await theirs.helm(.helm4, ["repo", "add", "mine", place.url]).require()
            _ = try await place.repositories.add(NewRepository(name: "mine", url: place.url))
            let names = try theirs.text("k/repository/mine-charts.txt").split(separator: "\n").sorted()
            #expect(try place.text("k/repository/mine-charts.txt").split(separator: "\n") == names)
            #expect(try place.text("k/repository/mine-index.yaml") == index)
        }
    }

    @Test func anUpdateThatFailsKeepsTheFormerIndex() async throws {
        try await Self.with { place in
            try TestChart.write("apiVersion: v1\n", to: "\(place.folder)/files/sub/index.yaml")
            _ = try await place.repositories.add(NewRepository(name: "mine", url: place.url))
            _ = try await place.repositories.add(NewRepository(name: "sub", url: "\(place.url)/sub"))
            try TestChart.write("<html>", to: "\(place.folder)/files/sub/index.yaml")
            try TestChart.write("apiVersion: v2\n", to: "\(place.folder)/files/index.yaml")
            var told: [String] = []
            let updates = try await place.repositories.update { told.append($0.repository.name) }
            #expect(updates.map(\.repository.name) == ["mine", "sub"])
            #expect(told.sorted() == ["mine", "sub"])
            #expect(updates[0].error == nil)
            #expect(updates[1].error?.code == .invalidIndex)
            #expect(try place.text("k/repository/mine-index.yaml") == "apiVersion: v2\n")
            #expect(try place.text("k/repository/sub-index.yaml") == "apiVersion: v1\n")
            #expect(try await place.files().count == 6)
            #expect(try await place.repositories.update(["mine"]).map(\.repository.name) == ["mine"])
            let unknown = await #expect(throws: RepositoryError.self) {
                try await place.repositories.update(["mine", "other"])
            }
            #expect(unknown?.message == "no repositories found matching 'other'.  Nothing will be updated")
        }
    }

    @Test func removesNothingWhenOneIsNotThere() async throws {
        try await Self.with { place in
            _ = try await place.repositories.add(NewRepository(name: "mine", url: place.url))
            let before = try await place.files()
            await #expect(throws: RepositoryError.self) { try await place.repositories.remove(["mine", "other"]) }
            #expect(try await place.files() == before)
            #expect(try place.repositories.list().map(\.name) == ["mine"])
        }
    }

    @Test func withoutAPlaceNothingIsDone() async throws {
        let repositories = HelmRepositories(
            HelmPaths(environment: [:]), fetcher: ChartFetcher(transport: CurlTransport(environment: [:])))
        #expect(try repositories.list().isEmpty)
        let error = await #expect(throws: RepositoryError.self) {
            try await repositories.add(NewRepository(name: "a", url: "http://127.0.0.1:1"))
        }
        #expect(error?.hint?.contains("HELM_REPOSITORY_CONFIG") == true)
    }
}
