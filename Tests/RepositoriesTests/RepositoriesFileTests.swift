import Testing
import Value
import YAML

@testable import Repositories

/// Changes of `repositories.yaml`, from text to text.
@Suite struct RepositoriesFileTests {
    private static func file(_ text: String?) throws -> RepositoriesFile {
        try RepositoriesFile(text.map { Array($0.utf8) }, file: "repositories.yaml")
    }

    private static func text(_ file: RepositoriesFile) -> String { String(decoding: file.bytes, as: UTF8.self) }

    private static let fresh = """
        apiVersion: ""
        generated: "0001-01-01T00:00:00Z"
        repositories:
        - caFile: ""
          certFile: ""
          insecure_skip_tls_verify: false
          keyFile: ""
          name: mine
          pass_credentials_all: false
          password: ""
          url: https://h.test
          username: ""

        """

    @Test(arguments: [nil, "", "\n", "repositories: null\n", "repositories: []\n"])
    func aNewFileIsHelms(_ text: String?) throws {
        var file = try Self.file(text)
        #expect(try file.add(NewRepository(name: "mine", url: "https://h.test"), replacing: false) == .added)
        #expect(Self.text(file) == Self.fresh)
    }

    @Test func theSameAgainChangesNothing() throws {
        var file = try Self.file(Self.fresh)
        #expect(try file.add(NewRepository(name: "mine", url: "https://h.test"), replacing: false) == .unchanged)
        #expect(try file.add(NewRepository(name: "mine", url: "https://h.test"), replacing: true) == .unchanged)
        #expect(Self.text(file) == Self.fresh)
    }

    /// Every field counts.
    @Test(
        arguments: [
            { $0.url += "/" }, { $0.username = "u" }, { $0.password = "p" }, { $0.certificateFile = "c" },
            { $0.keyFile = "k" }, { $0.authorityFile = "a" }, { $0.skipsVerification = true },
            { $0.passesCredentialsToAll = true },
        ] as [@Sendable (inout NewRepository) -> Void])
    func anotherUnderTheNameIsRefusedOrReplaces(_ change: @Sendable (inout NewRepository) -> Void) throws {
        var other = NewRepository(name: "mine", url: "https://h.test")
        change(&other)
        var file = try Self.file(Self.fresh)
        let error = #expect(throws: RepositoryError.self) { try file.add(other, replacing: false) }
        #expect(error?.message == "repository name (mine) already exists, please specify a different name")
        #expect(Self.text(file) == Self.fresh)
        #expect(try file.add(other, replacing: true) == .replaced)
        #expect(Self.text(file) != Self.fresh)
        #expect(file.names == ["mine"])
        #expect(try file.add(other, replacing: false) == .unchanged)
    }

    @Test func whatNobodyKnowsSurvives() throws {
        var file = try Self.file(
            """
            apiVersion: v1
            generated: 2020-01-02T03:04:05.678Z
            own: {deep: [1, 2]}
            repositories:
            - name: old
              url: https://old.test
              note: keep me
            - {name: 7, url: https://seven.test}
            """)
        #expect(file.names == ["old", "7"])
        _ = try file.add(NewRepository(name: "mine", url: "https://h.test"), replacing: false)
        _ = try file.add(NewRepository(name: "old", url: "https://new.test"), replacing: true)
        let value = try YAML.decode(Self.text(file), file: "f")
        #expect(value["apiVersion"] == "v1")
        #expect(value["generated"] == "2020-01-02T03:04:05.678Z")
        #expect(value["own"] == ["deep": [1, 2]])
        #expect(value["repositories"]?[0]?["note"] == "keep me")
        #expect(value["repositories"]?[0]?["url"] == "https://new.test")
        // As Helm would fill it.
        #expect(value["repositories"]?[1]?["pass_credentials_all"] == false)
        #expect(value["repositories"]?[1]?["name"] == "7")
        #expect(value["repositories"]?.array?.count == 3)
    }

    @Test func removesAllOrNone() throws {
        var file = try Self.file("repositories:\n- name: a\n- name: b\n- name: a\n- null\n")
        let error = #expect(throws: RepositoryError.self) { try file.remove(["a", "c"]) }
        #expect(error?.message == "no repo named \"c\" found")
        #expect(error?.hint?.contains("known are a, b") == true)
        #expect(file.names == ["a", "b", "a"])
        try file.remove(["a"])
        #expect(file.names == ["b"])
        try file.remove(["b"])
        #expect(Self.text(file).hasSuffix("repositories: []\n"))
        let none = #expect(throws: RepositoryError.self) { try file.remove(["b"]) }
        #expect(none?.message == "no repositories configured")
    }

    @Test(arguments: ["- a\n", "repositories: 7\n", "repositories: {}\n", "7\n", "a: [\n", "a: hunter2: [\n"])
    func whatIsNoListIsNotWrittenOver(_ text: String) throws {
        let error = #expect(throws: RepositoryError.self) { try Self.file(text) }
        #expect(error?.code == .invalidConfiguration)
        #expect(error?.description.contains("hunter2") == false)
    }

    @Test(arguments: [
        ("a/b", "https://h.test", "repository name (a/b) contains '/'"), ("", "https://h.test", "cannot name"),
        (".hidden", "https://h.test", "cannot name"), ("a b", "https://h.test", "cannot name"),
        ("a\u{7F}", "https://h.test", "cannot name"),
        (String(repeating: "a", count: 201), "https://h.test", "cannot name"),
        ("a", "https://kubernetes-charts.storage.googleapis.com/", "try \"https://charts.helm.sh/stable\" instead"),
        ("a", "https://kubernetes-charts-incubator.storage.googleapis.com", "\"https://charts.helm.sh/incubator\""),
        ("a", "oci://h.test/x", "is a registry"), ("a", "file:///x", ""), ("a", "h.test", ""),
    ])
    func whatCanBeNoRepositoryIsRefused(_ name: String, _ url: String, _ words: String) {
        let error = #expect(throws: RepositoryError.self) {
            try NewRepository(name: name, url: url).check(allowsDeprecated: false)
        }
        #expect(error?.code == .invalidReference)
        #expect(words.isEmpty || error?.message.contains(words) == true, "\(String(describing: error))")
    }

    @Test func aDeadOneMayBeAddedAllTheSame() throws {
        try NewRepository(name: "a", url: "https://kubernetes-charts.storage.googleapis.com")
            .check(allowsDeprecated: true)
    }

    @Test(arguments: [
        ("/c/repositories.yaml", "/c/repositories.lock"), ("/c.d/repositories", "/c.d/repositories.lock"),
        ("/c/.yaml", "/c/.lock"), (".yaml", ".yaml.lock"), ("/c/a.b.yml", "/c/a.b.lock"),
    ])
    func theLockIsHelms(_ path: String, _ lock: String) { #expect(HelmRepositories.lockPath(path) == lock) }
}
