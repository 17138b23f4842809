import TestParts
import Testing
import Value
import YAML

@testable import Providers

/// What becomes of the folders of a user's: what is broken in them hides nothing else.
@Suite struct ProviderFoldersTests {
    private static func broken(_ name: String) -> BrokenDefinition {
        BrokenDefinition(
            kind: .provider, name: name, place: "/mine/\(name)-folder",
            error: ProviderError(.invalidDefinition, "/mine/\(name)-folder/provider.yaml:3:1: colour is not known\nb"))
    }

    private func contents(
        _ providers: [Provider] = [], sharing operators: [OperatorDefinition] = [], broken: [BrokenDefinition] = []
    ) -> ProviderFolder.Contents {
        var contents = ProviderFolder.Contents(providers, sharing: operators)
        contents.broken = broken
        return contents
    }

    @Test func whatIsBrokenStopsOnlyWhoNamesIt() throws {
        let builtIn = try ProviderRegistry.builtIn()
        let registry = builtIn.adding(contents([try Docks.provider("dock")], broken: [Self.broken("pier")]))
        #expect(registry.providers.count == builtIn.providers.count + 1)
        #expect(try registry.provider("dock").name == "dock")
        for name in ["pier", "pier-folder"] {
            let error = try #require(throws: ProviderError.self) { try registry.provider(name) }
            #expect(error.code == .invalidDefinition)
            #expect(error.message.hasPrefix("/mine/pier-folder/provider.yaml:3:1: colour"), "\(error)")
        }
        #expect(throws: ProviderError.self) { try registry.provider("mine") }
        #expect(
            registry.broken.map(\.words) == [
                "provider pier is left out: /mine/pier-folder/provider.yaml:3:1: colour is not known"
            ])
    }

    @Test func whatIsAddedWinsAndIsNamed() throws {
        let builtIn = try ProviderRegistry.builtIn()
        let vllm = try Docks.provider("vllm")
        let registry = builtIn.adding(contents([vllm], sharing: [try Docks.shared("lws")]))
        #expect(try registry.provider("vllm").folder == "vllm")
        #expect(registry.providers.count == builtIn.providers.count)
        #expect(registry.sharedOperators.first { $0.name == "lws" }?.namespace == "lws-system")
        #expect(registry.replacements == ["provider vllm of vllm", "operator lws of lws.yaml"])
        #expect(registry.broken.isEmpty, "\(registry.broken)")
        #expect(builtIn.replacements.isEmpty)
    }

    /// A broken one is not taken for the built-in one of its name.
    @Test func aBrokenOneHidesTheBuiltInOne() throws {
        let registry = try ProviderRegistry.builtIn().adding(contents(broken: [Self.broken("vllm")]))
        #expect(!registry.providers.contains { $0.name == "vllm" })
        #expect(throws: ProviderError.self) { try registry.provider("vllm") }
    }

    @Test func oneNameInTwoPlacesIsNobodys() throws {
        let first = try Docks.provider("dock")
        let second = try Provider(definition: Docks.definition("dock", []), chart: first.chart, folder: "/other/dock")
        let once = ProviderRegistry([]).adding(contents([first]))
        for registry in [once.adding(contents([second])), ProviderRegistry([]).adding(contents([first, second]))] {
            #expect(registry.providers.isEmpty)
            let error = try #require(throws: ProviderError.self) { try registry.provider("dock") }
            #expect(
                error.message
                    == "provider 'dock' is there more than once: dock and /other/dock; keep one, or give the other "
                    + "another name")
            #expect(registry.broken.map(\.isRepeated) == [true])
        }
        #expect(once.adding(contents([first])).broken.isEmpty, "the same folder named twice")
    }

    @Test func anOperatorInTwoPlacesBreaksWhoNeedsIt() throws {
        let dock = try Docks.provider("dock", Docks.item("crane", needs: "anchor"))
        let pier = try Docks.provider("pier")
        let file = Docks.file("anchor")
        let anchors = try ["a.yaml", "b.yaml"].map { try OperatorReader.shared(yaml: file, file: $0) }
        let registry = ProviderRegistry([]).adding(contents([dock, pier], sharing: anchors))
        #expect(registry.providers.map(\.name) == ["pier"])
        let error = try #require(throws: ProviderError.self) { try registry.provider("dock") }
        #expect(
            error.message.hasPrefix("operator 'anchor' is there more than once: a.yaml and b.yaml; keep one"),
            "\(error)")
    }

    @Test func aNeedThatIsNotThereBreaksWhoHasIt() throws {
        let dock = try Docks.provider("dock", Docks.item("crane", needs: "anchor"))
        let registry = ProviderRegistry([]).adding(contents([dock, try Docks.provider("pier")]))
        #expect(registry.providers.map(\.name) == ["pier"])
        let error = try #require(throws: ProviderError.self) { try registry.provider("dock") }
        #expect(error.message.hasPrefix("dock/provider.yaml:6:"), "\(error)")
        #expect(error.message.contains("operators[0].needs[0] is not there: operator crane needs anchor"), "\(error)")
    }

    @Test func anOperatorOfTheUsersMayBreakWhatIsBuiltIn() throws {
        let builtIn = try ProviderRegistry.builtIn()
        let manager = try Docks.shared("cert-manager", needs: "chain")
        let registry = builtIn.adding(contents(sharing: [manager]))
        let gone = Set(builtIn.providers.map(\.name)).subtracting(registry.providers.map(\.name))
        #expect(!gone.isEmpty && gone.count < builtIn.providers.count, "\(gone)")
        for name in gone {
            let error = try #require(throws: ProviderError.self) { try registry.provider(name) }
            #expect(error.message.hasPrefix("cert-manager.yaml:1:"), "\(error)")
            #expect(error.message.contains("operator cert-manager needs chain"), "\(error)")
        }
    }

    /// What would stop a deployment after its operator was installed is found before.
    @Test(
        arguments: [
            ("provider.yaml", "version: 2.1.0", "version: 2.1.0-beta", "defaults.operatorVersion gives \"2.1.0-beta\""),
            (
                "provider.yaml", "${operators[?'tower-operator'].?version.orValue('')}",
                "${operators['tower-operator'].versions}",
                "the default operatorVersion of provider tower cannot be told"
            ),
            (
                "provider.yaml", "selector: app=tower,tower=", "selector: app=tower,a b,tower=",
                "readiness.pods.selector comes out as"
            ),
            (
                "provider.yaml", "port: 8000", "port: ${object.metadata.name}",
                "readiness.endpoint.port \"example\" is not"
            ),
            (
                "provider.yaml", "service: ${object.metadata.name}", "service: ${object.metadata.name}_x",
                "readiness.endpoint.service comes out as"
            ),
            (
                "provider.yaml", "versions: [example.com/v1]", "versions: [example.org/v1]",
                "resource.versions[0] is example.org/v1, which is no version"
            ),
        ] as [(String, String, String, String)])
    func whatWouldStopHalfWayIsFoundBefore(file: String, from: String, to: String, words: String) throws {
        let tower = try Tower.provider(file, from, to)
        let registry = try ProviderRegistry.builtIn().adding(contents([tower]))
        let error = try #require(throws: ProviderError.self) { try registry.provider("tower") }
        #expect(error.message.hasPrefix("folder/tower/provider.yaml:"), "\(error)")
        #expect(error.message.contains(words), "\(error)")
    }

    /// What a status could still mend, or what only some requests meet, is for lint to say.
    @Test(
        arguments: [
            ("provider.yaml", "port: 8000", "port: ${status.?port.orValue(0)}"),
            ("provider.yaml", "service: ${object.metadata.name}", "service: ${object.spec.gate}"),
            (
                "provider.yaml", "operators[?'tower-operator'].?version.orValue('')",
                "operators['tower-operator'].version"
            ),
            ("provider.yaml", "request.mode == 'split'", "request.modes == 'split'"),
            ("", "", ""),
        ] as [(String, String, String)])
    func whatMayComeRightIsNot(file: String, from: String, to: String) throws {
        let registry = try ProviderRegistry.builtIn().adding(contents([try Tower.provider(file, from, to)]))
        #expect(try registry.provider("tower").name == "tower")
    }

    // MARK: - Reading

    private static let whole = [
        ("dock/Chart.yaml", "apiVersion: v2\nname: dock\nversion: 0.1.0\n"),
        ("dock/provider.yaml", Docks.definition("dock", [Docks.item("crane", needs: "anchor")])),
        ("operators/anchor.yaml", Docks.file("anchor")),
    ]

    @Test(arguments: [
        ("pier/provider.yaml", "kind: [", "pier"), ("pier/provider.yaml", "name: quay\ncolour: red\n", "quay"),
        ("pier/provider.yaml", "name: ''\n", "pier"),
    ])
    func aBrokenFolderIsNamedByItsFileOrByItself(path: String, text: String, name: String) async throws {
        try await TestParts.withTemporaryFolder { folder in
            try Docks.write(
                Self.whole + [(path, text), ("pier/Chart.yaml", "apiVersion: v2\nname: pier\nversion: 0.1.0\n")],
                to: folder)
            let contents = try ProviderFolder.contents(of: folder)
            #expect(contents.providers.map(\.name) == ["dock"])
            #expect(contents.sharedOperators.map(\.name) == ["anchor"])
            #expect(contents.broken.map(\.name) == [name] && contents.broken.map(\.kind) == [.provider])
            #expect(contents.folders == ["\(folder)/dock", "\(folder)/pier"])
        }
    }

    @Test func aBrokenOperatorBreaksWhoNeedsItAlone() async throws {
        try await TestParts.withTemporaryFolder { folder in
            try Docks.write(Self.whole + [("operators/anchor.yaml", "kind: Operator\nname: anchor\n")], to: folder)
            let contents = try ProviderFolder.contents(of: folder)
            #expect(contents.broken.map(\.kind) == [.sharedOperator] && contents.broken.map(\.name) == ["anchor"])
            let registry = try ProviderRegistry.builtIn().adding(contents)
            let error = try #require(throws: ProviderError.self) { try registry.provider("dock") }
            #expect(error.message.hasPrefix("\(folder)/operators/anchor.yaml:1:1: apiVersion is required"), "\(error)")
            #expect(try registry.provider("vllm").name == "vllm")
        }
    }

    @Test func whatTheSandboxCannotPlayIsBroken() throws {
        let dock = try Docks.provider("dock", more: "sandbox: {speed: 2}\n")
        let pier = try Docks.provider("pier", more: "sandbox: {speed: 1}\n")
        var anchor = try Docks.shared("anchor")
        anchor.sandbox = dock.definition.sandbox
        var contents = contents([dock, pier, try Docks.provider("quay")], sharing: [anchor, try Docks.shared("buoy")])
        contents.refuse { $0.object["speed"] == 2 ? ProviderError(.invalidDefinition, "too fast") : nil }
        #expect(contents.providers.map(\.name) == ["pier", "quay"])
        #expect(contents.sharedOperators.map(\.name) == ["buoy"])
        #expect(
            contents.broken.map(\.words) == [
                "provider dock is left out: too fast", "operator anchor is left out: too fast",
            ])
    }
}
