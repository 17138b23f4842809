import Testing
import Value

@testable import Repositories

/// Changes of `registry/config.json`, from text to text.
@Suite struct RegistryLoginsFileTests {
    private static func file(_ text: String?) throws -> RegistryLoginsFile {
        try RegistryLoginsFile(text.map { Array($0.utf8) }, file: "config.json")
    }

    private static func text(_ file: RegistryLoginsFile) -> String { String(decoding: file.bytes, as: UTF8.self) }

    @Test(arguments: [nil, "", " \n", "{}", "null", #"{"auths": null}"#])
    func aNewFileIsHelms(_ text: String?) throws {
        var file = try Self.file(text)
        #expect(file.isUndecided)
        file.set(.basic(name: "u", password: "p:w"), ofHost: "r.test:5000")
        #expect(
            Self.text(file) == "{\n\t\"auths\": {\n\t\t\"r.test:5000\": {\n\t\t\t\"auth\": \"dTpwOnc=\"\n\t\t}\n\t}\n}")
        #expect(!file.isUndecided)
    }

    @Test func whatNobodyKnowsSurvives() throws {
        var file = try Self.file(
            #"{"z": {"x": "<1>"}, "auths": {"b.test": {"auth": "dTpw", "email": "e"}}, "HttpHeaders": {"A": "b"}}"#)
        file.set(.basic(name: "u", password: "p"), ofHost: "a.test")
        let value = try Value(json: file.bytes)
        #expect(value["z"]?["x"] == "<1>")
        #expect(value["HttpHeaders"]?["A"] == "b")
        #expect(value["auths"]?["b.test"]?["email"] == "e")
        #expect(value["auths"]?.object?.keys.sorted() == ["a.test", "b.test"])
    }

    /// Readers take the first spelling of a host, so that none but the new one may be left.
    @Test(arguments: ["docker.io", "registry-1.docker.io", "index.docker.io"])
    func oneSpellingOfAHostIsLeft(_ host: String) throws {
        var file = try Self.file(
            #"{"auths": {"docker.io": {"auth": "dTpw"}, "https://index.docker.io/v1/": {"auth": "dTpw"}, "r.test": {}}}"#
        )
        file.set(.basic(name: "new", password: "p"), ofHost: host)
        let value = try Value(json: file.bytes)
        #expect(value["auths"]?.object?.keys.sorted() == ["https://index.docker.io/v1/", "r.test"])
        let logins = try RegistryLogins(file.bytes, file: "f")
        #expect(logins.answer(host: "docker.io") == .credentials(.basic(name: "new", password: "p")))
    }

    @Test func removesEverySpelling() throws {
        var file = try Self.file(#"{"auths": {"https://r.test/v2/": {"auth": "dTpw"}, "R.test": {}, "s.test": {}}}"#)
        let was = file.remove(host: "r.test")
        let isThereNow = file.remove(host: "r.test")
        #expect(was)
        #expect(!isThereNow)
        #expect(try Value(json: file.bytes)["auths"]?.object?.keys.sorted() == ["s.test"])
    }

    @Test(
        arguments: [
            (#"{}"#, .file), (#"{"credsStore": ""}"#, .file), (#"{"credsStore": "pass"}"#, .helper("pass")),
            (#"{"credsStore": "pass", "credHelpers": {"r.test": "own"}}"#, .helper("own")),
            (#"{"credsStore": "pass", "credHelpers": {"https://r.test/v2": "own"}}"#, .helper("own")),
            (#"{"credHelpers": {"s.test": "own"}}"#, .file), (#"{"credHelpers": {"r.test": ""}}"#, .file),
        ] as [(String, RegistryLoginsFile.Keeper)])
    func findsWhoKeepsALogin(_ text: String, _ keeper: RegistryLoginsFile.Keeper) throws {
        #expect(try Self.file(text).keeper(ofHost: "r.test") == keeper)
    }

    @Test func theMachinesStoreIsTakenOnlyWhereNothingIsDecided() throws {
        for text in [#"{"credsStore": "a"}"#, #"{"credHelpers": {"h": "a"}}"#, #"{"auths": {"h": {}}}"#] {
            #expect(try !Self.file(text).isUndecided)
        }
        var file = try Self.file(nil)
        file.setStore("pass")
        #expect(!file.isUndecided)
        #expect(try Value(json: file.bytes)["credsStore"] == "pass")
    }

    #if os(Linux)
        @Test(
            arguments: [
                ([], nil), (["pass"], nil), (["docker-credential-pass"], nil),
                (["pass", "docker-credential-pass"], "pass"),
                (["docker-credential-secretservice"], "secretservice"),
                (["pass", "docker-credential-secretservice"], nil),
            ] as [(Set<String>, String?)])
        func theMachinesStoreIsFoundAsHelmFindsIt(_ programs: Set<String>, _ store: String?) {
            #expect(CredentialHelper.machineStore { programs.contains($0) } == store)
        }
    #endif

    @Test(arguments: [
        "[]", "7", #"{"auths": []}"#, #"{"credHelpers": 7}"#, "{", #"{"auths": {"h": {"auth": "hunter2!"}}}"#,
    ])
    func whatIsNoFileOfLoginsIsNotWrittenOver(_ text: String) {
        let error = #expect(throws: RepositoryError.self) { try Self.file(text) }
        #expect(error?.code == .invalidConfiguration)
        #expect(error?.description.contains("hunter2") == false)
    }

    @Test(arguments: ["https://r.test", "oci://r.test", "r.test/path", "u@r.test", "", "r test", "r.test:x"])
    func aHostIsAHost(_ text: String) {
        #expect(throws: RepositoryError.self) { try RegistryHost(text) }
    }
}
