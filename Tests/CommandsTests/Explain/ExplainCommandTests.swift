import ArgumentParser
import Expressions
import Operators
import Preflight
import TestParts
import Testing
import Value

@testable import Commands

/// `explain`: words, their meanings, and words without one.
@Suite(.timeLimit(.minutes(3)))
struct ExplainCommandTests {
    private static func flat(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    // MARK: What is said

    @Test func aCodeIsExplained() async {
        let run = await CommandRun.of("explain crds-left")
        #expect(
            run.output == """
                decision/crds-left what becomes of an operator, and why
                means         only its CRDs are there
                why           uninstalling an operator leaves its CRDs, and so do some charts
                next          it is installed beside them; groundcrew crds check CHART says
                              whether they fit
                              where its pods could not be seen: --existing NAME=reuse takes it
                              to be there, =upgrade installs it

                """, "\(run.output)")
        #expect(run.status == .done && run.errors.isEmpty)
    }

    @Test func aCheckIsExplained() async throws {
        let run = await CommandRun.of("explain gpu-driver")
        #expect(run.status == .done && run.errors.isEmpty, "\(run.errors)")
        #expect(
            run.output.hasPrefix("check/gpu-driver a check of groundcrew preflight\nmeans         "), "\(run.output)")
        let check = try #require(try CheckCatalog.builtIn()["gpu-driver"])
        let text = Self.flat(run.output)
        for outcome in check.outcomes where [.fail, .warn, .unknown].contains(outcome.verdict) {
            #expect(text.contains(Self.flat("\(outcome.verdict.rawValue): \(outcome.message.source)")), "\(text)")
            #expect(text.contains(Self.flat(outcome.hint?.source ?? "-")), "\(text)")
        }
        #expect(text.hasSuffix("groundcrew checks show gpu-driver shows its conditions"))
    }

    @Test func ownChecksAreExplainedToo() async throws {
        let folder = try TemporaryFolder()
        try folder.write(ChecksCommandTests.own, to: "mine/house-rule.yaml")
        let run = await CommandRun.of("explain house-rule --checks mine", in: folder.path)
        #expect(
            run.output == """
                check/house-rule a check of groundcrew preflight
                means         Rule of the house: Somebody wants it so. (rule 7)
                why           fail: only ${gpus.nodes} nodes
                next          add nodes
                              groundcrew checks show house-rule shows its conditions

                """, "\(run.output)")
        let without = await CommandRun.of("explain house-rule", in: folder.path)
        #expect(without.status == .usage, "\(without.everything)")
    }

    @Test func programsGetTheSame() async throws {
        let json = try await CommandRun.of("explain exit/5 -o json").json
        #expect(
            json == [
                "apiVersion": "groundcrew/v1", "kind": "Explanation", "topic": "exit", "name": "5",
                "title": "how a command ended", "means": "another live run holds what this one needs",
                "why": ["two runs change the same release or settings"],
                "next": ["wait until it has ended, or let this one wait: --wait-lock 10m"],
            ])
        #expect(try await CommandRun.of("explain exit/5 -o yaml").yaml == json)
    }

    @Test(arguments: [
        ("fail", "verdict/fail"), ("skipped", "verdict/skipped"), ("notGathered", "unknown/notGathered"),
        ("notgathered", "unknown/notGathered"), ("not-gathered", "unknown/notGathered"),
        ("own-elsewhere", "decision/own-elsewhere"), ("ownElsewhere", "decision/own-elsewhere"),
        ("refuse", "decision/refuse"), ("add-on", "owner/add-on"), ("locked", "release/locked"),
        ("unsafeCRD", "release/unsafeCRD"), ("recordTooLarge", "release/recordTooLarge"),
        ("imagePull", "wait/imagePull"), ("ImagePullBackOff", "wait/imagePull"), ("crashloopbackoff", "wait/crashLoop"),
        ("OOMKilled", "wait/outOfMemory"), ("130", "exit/130"), ("exit/3", "exit/3"), ("3", "exit/3"),
        ("GPU-NODES", "check/gpu-nodes"), ("check/cluster", "check/cluster"),
        ("release/FORBIDDEN", "release/forbidden"),
        ("wait/failed", "wait/failed"), ("check/helm", "check/helm"), ("owner/helm", "owner/helm"),
    ])
    func aWordLeadsToItsMeaning(word: String, full: String) async throws {
        let run = await CommandRun.of(["explain", word, "-o", "json"])
        #expect(run.status == .done, "\(run.everything)")
        let json = try run.json
        #expect("\(json["topic"]?.string ?? "")/\(json["name"]?.string ?? "")" == full)
    }

    // MARK: What is not

    @Test(arguments: [
        ("forbidden", ["unknown/forbidden", "release/forbidden"]), ("failed", ["unknown/failed", "wait/failed"]),
        ("helm", ["check/helm", "owner/helm"]), ("unknown", ["verdict/unknown", "owner/unknown"]),
    ])
    func aWordWithSeveralMeaningsIsRefusedWithThem(word: String, names: [String]) async {
        let run = await CommandRun.of("explain \(word)")
        #expect(run.status == .usage && run.output.isEmpty, "\(run.everything)")
        #expect(run.errors.contains("'\(word)' has \(names.count) meanings"), "\(run.errors)")
        for name in names { #expect(run.errors.contains("groundcrew explain \(name) ("), "\(run.errors)") }
    }

    @Test(arguments: [
        ("gpu-node", "there is no check and no code 'gpu-node' (did you mean 'gpu-nodes'"),
        ("imagePul", "(did you mean 'imagePull'"), ("crds-lft", "(did you mean 'crds-left'"),
        ("zzzzzz", "there is no check and no code 'zzzzzz'\n"),
        ("release/lockd", "release knows no 'lockd' (did you mean 'locked'?)"),
        ("exit/7", "exit knows no '7'"), ("nothing/at-all", "there is no check and no code 'nothing/at-all'"),
        ("", "there is no check and no code ''"), ("/", "there is no check and no code '/'"),
    ])
    func aWordWithoutAMeaningIsRefusedWithTheNearOnes(word: String, says: String) async {
        let run = await CommandRun.of(["explain", word])
        #expect(run.status == .usage && run.output.isEmpty, "\(run.everything)")
        #expect(run.errors.contains(says), "\(run.errors)")
        #expect(run.errors.contains("\n  next: "), "\(run.errors)")
    }

    // MARK: Completeness

    private static func names(_ topic: Explanation.Topic) -> [String] {
        Explanation.codes.filter { $0.topic == topic }.map(\.name)
    }

    @Test func everyCodeIsExplained() throws {
        #expect(Self.names(.verdict) == ["pass", "warn", "fail", "skipped", "unknown"])
        #expect(Self.names(.unknown) == UnknownReason.Code.allCases.map(\.rawValue))
        #expect(Self.names(.owner) == OperatorOwner.Kind.allCases.map(\.rawValue))
        #expect(
            Self.names(.decision)
                == OperatorDecision.Action.allCases.map(\.rawValue) + OperatorDecision.Code.allCases.map(\.rawValue))
        #expect(Self.names(.exit) == Commands.ExitStatus.allCases.map { "\($0.rawValue)" })
    }

    /// The names of an enumeration's cases, as its source has them.
    private static func cases(of declaration: String, in file: String) throws -> [String] {
        let text = try TemporaryFolder.read("\(TestParts.projectRoot)/Sources/\(file)")
        let start = try #require(text.firstRange(of: declaration)).upperBound
        let body = text[start...].prefix { $0 != "}" }
        return body.split(separator: "\n").map { $0.drop { $0 == " " } }.filter { $0.hasPrefix("case ") }
            .flatMap { $0.dropFirst("case ".count).split(separator: ", ").map(String.init) }
    }

    @Test func everyCodeOfReleasesAndEveryFaultIsExplained() throws {
        let codes = try Self.cases(of: "enum Code: ", in: "Releases/ReleaseError.swift")
        #expect(codes.count > 10)
        #expect(Self.names(.release).sorted() == codes.sorted())
        let causes = try Self.cases(of: "enum Cause: ", in: "Waiting/Faults/Fault.swift")
        #expect(causes.count > 20)
        #expect(Self.names(.wait).sorted() == causes.sorted())
    }

    @Test func everyExplanationSaysAllThreeThings() throws {
        let index = ExplanationIndex(try CheckCatalog.builtIn())
        for one in index.all {
            #expect(!one.words.means.isEmpty && !one.words.next.isEmpty, "\(one.fullName)")
            #expect(!one.words.why.isEmpty || one.topic == .check, "\(one.fullName)")
            guard one.topic != .check else { continue }
            for words in [one.words.means] + one.words.why + one.words.next {
                #expect(!words.hasSuffix(".") && !words.hasPrefix(" "), "\(one.fullName): \(words)")
            }
        }
        let names = index.all.map(\.fullName)
        #expect(Set(names).count == names.count)
        let plain = index.all.flatMap { [$0.fullName] + $0.aliases }.map { $0.lowercased() }
        #expect(Set(plain).count == plain.count)
    }

    /// What explanations tell to run is there.
    @Test func theyNameCommandsAndChecksThatThereAre() throws {
        let verbs = Set(GroundcrewCommand.configuration.subcommands.compactMap { $0.configuration.commandName })
        let ids = Set(try CheckCatalog.builtIn().checks.map(\.id))
        let categories = Set(ReportCategory.order)
        for one in Explanation.codes {
            for words in one.words.next {
                for match in words.matches(of: #/groundcrew ([a-z]+)/#) {
                    #expect(verbs.contains(String(match.output.1)), "\(one.fullName): \(words)")
                }
                for match in words.matches(of: #/--only ([a-z-]+)/#) {
                    #expect(ids.contains(String(match.output.1)), "\(one.fullName): \(words)")
                }
                for match in words.matches(of: #/--category ([a-z]+)/#) {
                    #expect(categories.contains(String(match.output.1)), "\(one.fullName): \(words)")
                }
            }
        }
    }

    @Test func shellsAreOfferedEachMeaningOnce() throws {
        let index = ExplanationIndex(try CheckCatalog.builtIn())
        let offered = index.offered
        #expect(offered.count == index.all.count && Set(offered).count == offered.count)
        for word in offered {
            let meant = try index.explanation(of: word)
            #expect(meant.name == word || meant.fullName == word, "\(word)")
        }
    }
}
