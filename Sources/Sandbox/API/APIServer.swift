import HTTP
import Synchronization
import Value

/// The in-process API server: a request in, a response out, over one state under one lock.
final class APIServer: Sendable {
    let state: Mutex<Cluster>
    let changes = ChangeSignal()
    let clock: any SandboxClock
    let settings: Settings

    struct Settings: Sendable {
        var version = KubernetesVersion.standard
        var users: [SandboxUser] = [.admin, .restricted]
        /// Answers requests through the `proxy` subresources; nil when nothing is there to answer.
        var backends: any ProxyBackend = NoBackends()
        var ruleJudge: (any RuleJudge)? = ExpressionJudge()
    }

    struct KubernetesVersion: Sendable {
        var major: String
        var minor: String
        var gitVersion: String

        static let standard = KubernetesVersion(major: "1", minor: "34", gitVersion: "v1.34.2+sandbox")
    }

    init(clock: any SandboxClock, settings: Settings = Settings(), seed: UInt64? = nil) {
        self.clock = clock
        self.settings = settings
        state = Mutex(Cluster(identifiers: IdentifierSource(seed: seed)))
    }

    /// Changes the state and wakes those who wait for changes, if there are any.
    func write<Result: Sendable>(_ body: (inout Cluster) throws -> Result) rethrows -> Result {
        let (result, changed) = try state.withLock { cluster in
            let before = cluster.store.version
            let result = try body(&cluster)
            return (result, cluster.store.version != before)
        }
        if changed { changes.notify() }
        return result
    }

    /// Reads the state under the lock.
    func read<Result: Sendable>(_ body: (Cluster) throws -> Result) rethrows -> Result {
        try state.withLock { try body($0) }
    }

    func respond(to request: APIRequest) -> APIResponse {
        do {
            return try answer(request)
        } catch let error as StatusError {
            return .value(status: error.code, error.body)
        } catch {
            let failure = StatusError(code: 500, reason: "InternalError", message: "Internal error occurred: \(error)")
            return .value(status: 500, failure.body)
        }
    }

    private func answer(_ request: APIRequest) throws -> APIResponse {
        let user = try authenticate(request)
        try Self.checkAccept(request)
        switch request.path.first {
        case "version":
            return .ok(version)
        case "healthz", "livez", "readyz":
            return health(request)
        case "openapi":
            return try read { try OpenAPIDocuments.answer(request, $0) }
        case "api", "apis":
            if let response = try state.withLock({ try Discovery.answer(request, $0) }) { return response }
            return try resource(request, user)
        case nil:
            return .ok([
                "paths": ["/api", "/api/v1", "/apis", "/healthz", "/livez", "/openapi/v3", "/readyz", "/version"]
            ])
        default: throw StatusError.pathNotFound
        }
    }

    private func authenticate(_ request: APIRequest) throws -> SandboxUser {
        guard let header = request.headers["Authorization"] else { throw StatusError.unauthorized }
        let token = header.hasPrefix("Bearer ") ? String(header.dropFirst("Bearer ".count)) : ""
        guard let user = settings.users.first(where: { $0.token == token }) else { throw StatusError.unauthorized }
        if let name = request.headers["Impersonate-User"] {
            return settings.users.first { $0.name == name } ?? SandboxUser(name: name, rules: [])
        }
        return user
    }

    /// Answers are JSON; a client that takes nothing else gets 406.
    private static func checkAccept(_ request: APIRequest) throws {
        guard let accept = request.headers["Accept"], !accept.isEmpty, request.path.first != "openapi" else { return }
        let kinds = accept.split(separator: ",").map {
            $0.split(separator: ";").first.map { $0.filter { $0 != " " } } ?? ""
        }
        let known = ["application/json", "*/*", "application/*", "text/plain", "application/yaml"]
        guard kinds.contains(where: { known.contains(String($0)) }) else { throw StatusError.notAcceptable() }
    }

    private var version: Value {
        let version = settings.version
        return [
            "major": .string(version.major), "minor": .string(version.minor),
            "gitVersion": .string(version.gitVersion), "gitCommit": .string(Sandbox.gitCommit), "gitTreeState": "clean",
            "buildDate": "1970-01-01T00:00:00Z", "goVersion": "none", "compiler": "none", "platform": "linux/amd64",
        ]
    }

    private func health(_ request: APIRequest) -> APIResponse {
        let name = request.path[0]
        guard request.query.contains(where: { $0.name == "verbose" }) else { return .text("ok") }
        return .text("[+]ping ok\n[+]simulated ok\n\(name) check passed\n")
    }
}

// MARK: - Resources

extension APIServer {
    private func resource(_ request: APIRequest, _ user: SandboxUser) throws -> APIResponse {
        guard let path = Target.Path(request.path) else { throw StatusError.pathNotFound }
        let target = try read { try $0.target(path) }
        let verb = try Self.verb(request, target)
        let attributes = AccessAttributes(
            verb: verb, group: path.group, resource: path.plural, subresource: path.subresource,
            name: target?.name ?? path.name,
            namespace: target.map { $0.key == ResourceDefinition.namespaces.key ? $0.name : $0.namespace }
                ?? path.namespace)
        guard user.isAllowed(attributes) else {
            let shown = target?.definition ?? .unknown(path)
            throw StatusError.forbidden(shown, path.name, user.refusal(attributes))
        }
        guard let target else {
            // A version that is not served is not a path of the server at all, which it says in plain text.
            guard read({ Discovery.versions(path.group, $0).contains(path.version) }) else {
                return .text("404 page not found\n", status: 404)
            }
            throw StatusError.pathNotFound
        }
        if !target.subresource.isEmpty { return try subresource(request, target, verb) }
        if !target.definition.isStored { return try review(request, target, user) }
        let date = clock.date
        switch verb {
        case "get":
            let object = try read { try $0.read(target) }
            switch Rendition(request) {
            case .whole: return .ok(object)
            case .table: return .ok(table(of: [object], target, list: nil))
            case .metadata: return .ok(Rendition.metadata(of: object))
            }
        case "list":
            let list = try read { try $0.list(target, request) }
            switch Rendition(request) {
            case .whole: return .ok(list)
            case .table: return .ok(table(of: list["items"]?.array ?? [], target, list: list))
            case .metadata: return .ok(Rendition.metadata(ofList: list))
            }
        case "watch":
            return .watch(try Watch(self, target, request))
        case "create":
            let object = try Body.object(request)
            let options = try WriteOptions(request, date: date)
            let written = try write { cluster in
                try cluster.trying(options.isDryRun) {
                    try $0.create(object, target, options, judge: settings.ruleJudge)
                }
            }
            return .value(status: 201, written.object, warnings: written.warnings)
        case "update":
            let object = try Body.object(request)
            let options = try WriteOptions(request, date: date)
            let written = try write { cluster in
                try cluster.trying(options.isDryRun) {
                    try $0.replace(object, target, options, judge: settings.ruleJudge)
                }
            }
            return .value(status: written.isCreated ? 201 : 200, written.object, warnings: written.warnings)
        case "patch":
            let patch = try Patch(request)
            let options = try WriteOptions(request, date: date)
            let written = try write { cluster in
                try cluster.trying(options.isDryRun) {
                    try $0.patch(
                        patch, target, options, hasManager: request.parameter("fieldManager") != nil,
                        judge: settings.ruleJudge)
                }
            }
            return .value(status: written.isCreated ? 201 : 200, written.object, warnings: written.warnings)
        case "delete":
            let options = try DeleteOptions(request)
            let answer = try write { cluster in
                try cluster.trying(options.isDryRun) { try $0.delete(target, options, date: date) }
            }
            return .ok(answer)
        case "deletecollection":
            let options = try DeleteOptions(request)
            let answer = try write { cluster in
                try cluster.trying(options.isDryRun) { try $0.deleteCollection(target, request, options, date: date) }
            }
            return .ok(answer)
        default: throw StatusError.methodNotAllowed()
        }
    }

    private static func verb(_ request: APIRequest, _ target: Target?) throws -> String {
        let isCollection = (target?.name ?? "").isEmpty
        switch request.method {
        case "GET", "HEAD":
            if request.flag("watch") { return "watch" }
            return isCollection ? "list" : "get"
        case "POST":
            guard isCollection || target?.subresource.isEmpty == false else { throw StatusError.methodNotAllowed() }
            return "create"
        case "PUT": return "update"
        case "PATCH": return "patch"
        case "DELETE": return isCollection ? "deletecollection" : "delete"
        default: throw StatusError.methodNotAllowed()
        }
    }

    private func table(of objects: [Value], _ target: Target, list: Value?) -> Value {
        let columns = read { $0.customTypes[target.key]?.versions[target.version]?.columns }
        return Table(target.definition, columns: columns, now: clock.date).value(of: objects, list: list)
    }
}

extension ResourceDefinition {
    /// Stands for a type that is not served, in messages about what may not be done with it.
    static func unknown(_ path: Target.Path) -> ResourceDefinition {
        ResourceDefinition(
            group: path.group, versions: [path.version], kind: path.plural, plural: path.plural, singular: path.plural,
            isNamespaced: !path.namespace.isEmpty, storageVersion: path.version)
    }
}

extension Cluster {
    /// The type and object that a path names; nil when the type is not served.
    func target(_ path: Target.Path) throws -> Target? {
        guard let definition = definition(group: path.group, plural: path.plural),
            definition.versions.contains(path.version)
        else { return nil }
        var target = Target(
            definition: definition, version: path.version, namespace: path.namespace, name: path.name,
            subresource: path.subresource, rest: path.rest)
        guard definition.isNamespaced || path.namespace.isEmpty else { return nil }
        if definition.isNamespaced, path.namespace.isEmpty, !path.name.isEmpty { return nil }
        if definition.key == ResourceDefinition.namespaces.key { target.namespace = "" }
        return target
    }

    /// Runs a change, on a copy that is dropped when it is only a trial.
    mutating func trying<Result>(_ isTrial: Bool, _ body: (inout Cluster) throws -> Result) rethrows -> Result {
        guard isTrial else { return try body(&self) }
        var copy = self
        return try body(&copy)
    }
}
