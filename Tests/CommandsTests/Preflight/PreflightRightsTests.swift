import HTTP
import Kubernetes
import Sandbox
import Synchronization
import Testing
import Value
import YAML

@testable import Commands

/// Rights: those that the preflight needs, and those that what is planned would lack.
@Suite(.timeLimit(.minutes(3)))
struct PreflightRightsTests {
    private static func documents(_ text: String) throws -> [Value] {
        try YAML.decodeAll(text, file: "output").map(\.value)
    }

    /// Every verb that rules give.
    private static func verbs(_ documents: [Value]) -> Set<String> {
        let rules = documents.flatMap { $0["rules"]?.array ?? [] }
        return Set(rules.flatMap { ($0["verbs"]?.array ?? []).compactMap(\.string) })
    }

    // MARK: - Its own

    /// No cluster is found, and nothing is sent.
    @Test func theRightsOfThePreflightArePrintedWithoutACluster() async throws {
        let run = await CommandRun.of("preflight --print-rbac")
        #expect(run.status == .done, "\(run.everything)")
        let documents = try Self.documents(run.output)
        #expect(documents.contains { $0["kind"] == "ClusterRole" }, "\(run.output)")
        // Reviews are created, and say what the caller may do; nothing else is.
        #expect(Self.verbs(documents).subtracting(["get", "list", "watch", "create"]).isEmpty, "\(run.output)")
        for document in documents {
            for rule in document["rules"]?.array ?? [] where rule["verbs"]?.array?.contains("create") == true {
                let resources = (rule["resources"]?.array ?? []).compactMap(\.string)
                #expect(resources.allSatisfy { $0.hasSuffix("reviews") || $0.hasPrefix("pods/") }, "\(rule)")
            }
        }
    }

    @Test func dryRunsTakeWritesWhichIsToldWithAWarning() async throws {
        let reading = await CommandRun.of("preflight --print-rbac=reading")
        let plain = await CommandRun.of("preflight --print-rbac")
        #expect(reading.output == plain.output)
        let run = await CommandRun.of("preflight --print-rbac=admission")
        #expect(run.status == .done, "\(run.everything)")
        let verbs = Self.verbs(try Self.documents(run.output))
        #expect(verbs.isSuperset(of: ["get", "list", "create", "patch"]), "\(run.output)")
        #expect(run.output.hasPrefix("# WARNING: ") && run.errors.contains("warning: "), "\(run.everything)")
        #expect(plain.errors.isEmpty, "\(plain.errors)")
    }

    @Test func rightsHangOnTheChecksThatAreChosen() async throws {
        let few = await CommandRun.of("preflight --print-rbac --only cluster")
        let all = await CommandRun.of("preflight --print-rbac")
        #expect(few.status == .done && few.output.utf8.count < all.output.utf8.count, "\(few.output)")
    }

    @Test func anotherKindOfRightsIsBadUsage() async {
        let run = await CommandRun.of("preflight --print-rbac=all")
        #expect(run.status == .usage && run.output.isEmpty, "\(run.everything)")
        #expect(run.errors.contains("The value 'all' is invalid"), "\(run.errors)")
    }

    // MARK: - What is missing

    /// Who may read everything and change nothing.
    private static let reader = SandboxUser(
        name: "reader", token: "reader",
        rules: [.init(apiGroups: ["*"], resources: ["*"], verbs: ["get", "list", "watch"])])

    private static func with(_ body: (SimulatedCluster) async throws -> Void) async throws {
        try await SimulatedCluster.with(users: [reader]) { cluster in
            try cluster.folder.write(TemporaryFolder.oneModel, to: "one.yaml")
            try await body(cluster)
        }
    }

    @Test func gapsAreClosedByRolesThatCanBeApplied() async throws {
        try await Self.with { cluster in
            let run = await cluster.run("preflight -f one.yaml --context reader --print-role role.yaml -o json")
            #expect(run.status != .done, "\(run.everything)")
            #expect(try run.json["results"] != nil, "the report has standard output")
            let roles = try Self.documents(try cluster.folder.read("role.yaml"))
            let kinds = Set(roles.compactMap { $0["kind"]?.string })
            #expect(kinds.contains("ClusterRole") || kinds.contains("Role"), "\(roles)")
            #expect(Self.verbs(roles).contains("create"), "\(roles)")
            #expect(try await cluster.releases == [], "nothing was changed")
        }
    }

    @Test func theyAreAskedForWhereNoCheckDoes() async throws {
        try await Self.with { cluster in
            let run = await cluster.run(
                "preflight -f one.yaml --context reader --only cluster --print-role -")
            #expect(run.status == .done, "the check that ran holds: \(run.everything)")
            let documents = try Self.documents(run.output)
            #expect(Self.verbs(documents).contains("create"), "\(run.output)")
            #expect(run.errors.contains("preflight of "), "the report is beside it: \(run.errors)")
        }
    }

    @Test func whoMayDoAllLacksNothing() async throws {
        try await Self.with { cluster in
            let run = await cluster.run("preflight -f one.yaml --only cluster --print-role role.yaml")
            #expect(run.status == .done, "\(run.everything)")
            let role = try cluster.folder.read("role.yaml")
            #expect(role == "# no right is missing\n")
        }
    }

    @Test func whatIsNotKnownIsNotWritten() async throws {
        try await Self.with { cluster in
            let run = await cluster.run(
                "preflight -f one.yaml --only cluster --print-role role.yaml", through: Unplugged())
            #expect(run.status == .undecided, "\(run.everything)")
            #expect(run.errors.contains("--print-role: which rights are missing is not known"), "\(run.errors)")
            let names = try cluster.folder.names
            #expect(!names.contains("role.yaml"))
        }
    }

    @Test(arguments: [
        ("--print-role - -o json", "--print-role - and -o json both want standard output"),
        ("--print-role - --report junit=-", "--print-role - and --report junit=- both want standard output"),
        ("--print-role a --report json=a", "--print-role a and --report json=a would write over each other"),
        ("--print-role none/a", "/none/a cannot be written: the folder "),
    ])
    func placesThatDoNotGoTogether(flags: String, says: String) async throws {
        let folder = try TemporaryFolder()
        let run = await CommandRun.of("preflight --sandbox \(flags)", in: folder.path)
        #expect(run.status == .usage, "\(run.everything)")
        #expect(run.output.isEmpty || flags.contains("-o ") && run.output.contains("Failure"), "\(run.output)")
        #expect(run.errors.contains(says), "\(run.errors)")
    }

    // MARK: - Reading only

    private final class Log: Sendable {
        private let kept = Mutex<[HTTPRequest]>([])
        var requests: [HTTPRequest] { kept.withLock { $0 } }
        func keep(_ request: HTTPRequest) { kept.withLock { $0.append(request) } }
    }

    /// Whatever is asked for, nothing is sent but reads, reviews and dry runs.
    @Test(arguments: [
        "preflight", "preflight --provider dynamo --model Qwen/Qwen3-0.6B", "preflight -f one.yaml",
        "preflight -f one.yaml --before-install --context reader", "preflight -f one.yaml --print-role role.yaml",
    ])
    func nothingIsWritten(line: String) async throws {
        try await Self.with { cluster in
            let log = Log()
            let network = RoutedTransport(cluster.sandbox.transport) { request in
                log.keep(request)
                return false
            }
            let run = await cluster.run(line, through: network)
            #expect(run.status != .usage, "\(run.everything)")
            #expect(!log.requests.isEmpty)
            for request in log.requests where request.method != .get {
                let path = request.url.prefix { $0 != "?" }
                let isReview = request.method == .post && path.hasSuffix("reviews")
                #expect(isReview || request.url.contains("dryRun=All"), "\(request.method) \(request.url)")
            }
            let releases = try await cluster.releases
            #expect(releases == [])
        }
    }
}
