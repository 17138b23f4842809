import HTTP
import Value

extension APIServer {
    func subresource(_ request: APIRequest, _ target: Target, _ verb: String) throws -> APIResponse {
        switch target.subresource {
        case "status" where read({ $0.hasStatus(target.definition, version: target.version) }):
            return try writeOrRead(request, target, verb)
        case "finalize" where target.key == ResourceDefinition.namespaces.key:
            return try finalize(request, target)
        case "scale": return try scale(request, target, verb)
        case "log" where target.key == ResourceDefinition.pods.key: return try log(request, target)
        case "proxy": return try proxy(request, target)
        case "eviction" where target.key == ResourceDefinition.pods.key: return try evict(target)
        case "binding" where target.key == ResourceDefinition.pods.key: return try bind(request, target)
        case "token" where target.key == ResourceDefinition.serviceAccounts.key:
            _ = try read { try $0.read(target) }
            return .value(
                status: 201,
                ["apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "status": ["token": "simulated"]])
        case "exec", "attach", "portforward":
            throw StatusError(
                code: 501, reason: "NotImplemented",
                message: "the sandbox simulates pods: \(target.subresource) is not available, use the proxy subresource"
            )
        default: throw StatusError.pathNotFound
        }
    }

    private func writeOrRead(_ request: APIRequest, _ target: Target, _ verb: String) throws -> APIResponse {
        if verb == "get" { return .ok(try read { try $0.read(target) }) }
        let options = try WriteOptions(request, date: clock.date)
        let hasManager = request.parameter("fieldManager") != nil
        let written: Written
        switch verb {
        case "update":
            let object = try Body.object(request)
            written = try write { cluster in
                try cluster.trying(options.isDryRun) {
                    try $0.replace(object, target, options, judge: settings.ruleJudge)
                }
            }
        case "patch":
            let patch = try Patch(request)
            written = try write { cluster in
                try cluster.trying(options.isDryRun) {
                    try $0.patch(patch, target, options, hasManager: hasManager, judge: settings.ruleJudge)
                }
            }
        default: throw StatusError.methodNotAllowed()
        }
        return .value(status: 200, written.object, warnings: written.warnings)
    }

    private func finalize(_ request: APIRequest, _ target: Target) throws -> APIResponse {
        let body = try Body.object(request)
        return .ok(
            try write { cluster in
                var object = try cluster.read(target)
                object[at: "spec", "finalizers"] = body[at: "spec", "finalizers"] ?? []
                if object.isBeingDeleted, object.finalizers.isEmpty,
                    object[at: "spec", "finalizers"]?.array?.isEmpty ?? true
                {
                    cluster.removeForGood(object, target.definition)
                    return object
                }
                return cluster.store.put(object, as: target.key)
            })
    }

    private func scale(_ request: APIRequest, _ target: Target, _ verb: String) throws -> APIResponse {
        let paths = try read { cluster -> CustomType.Scale in
            if let custom = cluster.customTypes[target.key] {
                guard let scale = custom.versions[target.version]?.scale else { throw StatusError.pathNotFound }
                return scale
            }
            guard target.definition.hasScale else { throw StatusError.pathNotFound }
            return CustomType.Scale(
                specReplicas: ["spec", "replicas"], statusReplicas: ["status", "replicas"], selector: nil)
        }
        func shown(_ object: Value) -> Value {
            [
                "kind": "Scale", "apiVersion": "autoscaling/v1",
                "metadata": [
                    "name": .string(object.name), "namespace": .string(object.namespace), "uid": .string(object.uid),
                    "resourceVersion": object[at: "metadata", "resourceVersion"] ?? .null,
                    "creationTimestamp": object[at: "metadata", "creationTimestamp"] ?? .null,
                ],
                "spec": ["replicas": object.value(at: paths.specReplicas[...]) ?? Value.integer(0)],
                "status": ["replicas": object.value(at: paths.statusReplicas[...]) ?? Value.integer(0)],
            ]
        }
        if verb == "get" { return .ok(shown(try read { try $0.read(target) })) }
        let options = try WriteOptions(request, date: clock.date)
        var main = target
        main.subresource = ""
        let patch = verb == "patch" ? try Patch(request) : nil
        let body = verb == "update" ? try Body.object(request) : nil
        let written = try write { cluster in
            try cluster.trying(options.isDryRun) { cluster in
                var object = try cluster.read(main)
                var wanted = body ?? shown(object)
                switch patch?.kind {
                case .json: wanted = try JSONPatch.apply(patch?.value ?? [], to: wanted)
                case .merge, .strategic, .apply: wanted = wanted.mergePatched(patch?.value ?? [:])
                case nil: break
                }
                object.set(wanted[at: "spec", "replicas"] ?? 0, at: paths.specReplicas[...])
                return try cluster.replace(object, main, options, judge: settings.ruleJudge)
            }
        }
        return .ok(shown(written.object))
    }

    private func log(_ request: APIRequest, _ target: Target) throws -> APIResponse {
        let pod = try read { try $0.read(target) }
        let containers = pod[at: "spec", "containers"]?.array?.compactMap { $0["name"]?.string } ?? []
        let wanted = request.parameter("container") ?? ""
        if wanted.isEmpty, containers.count > 1 {
            throw StatusError.badRequest(
                "a container name must be specified for pod \(pod.name), choose one of: [\(containers.joined(separator: " "))]"
            )
        }
        let name = wanted.isEmpty ? containers.first ?? "" : wanted
        guard containers.contains(name) else {
            throw StatusError.badRequest("container \(name) is not valid for pod \(pod.name)")
        }
        let state = pod[at: "status", "containerStatuses"]?.array?.first { $0["name"]?.string == name }
        if let reason = state?[at: "state", "waiting", "reason"]?.string {
            throw StatusError.badRequest(
                "container \"\(name)\" in pod \"\(pod.name)\" is waiting to start: \(reason)")
        }
        if request.flag("previous") {
            guard state?[at: "restartCount"]?.integer ?? 0 > 0 else {
                throw StatusError.badRequest(
                    "previous terminated container \"\(name)\" in pod \"\(pod.name)\" not found")
            }
            return .text("simulated log of the former run of container \(name)\n")
        }
        var lines = SimulatedLog.lines(pod, container: name)
        if let tail = request.parameter("tailLines").flatMap(Int.init) { lines = lines.suffix(max(0, tail)) }
        return .text(lines.map { $0 + "\n" }.joined())
    }

    private func proxy(_ request: APIRequest, _ target: Target) throws -> APIResponse {
        // The name may hold a scheme before it and a port behind it: `https:name:8080`.
        let parts = target.name.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        let name = parts.count == 3 ? parts[1] : parts[0]
        let port = parts.count > 1 ? parts[parts.count - 1] : ""
        var named = target
        named.name = name
        let backends = settings.backends
        return try read { cluster in
            let object = try cluster.read(named)
            return try backends.answer(
                ProxyRequest(
                    target: object, isService: target.key == ResourceDefinition.services.key, port: port,
                    method: request.method, path: "/" + target.rest.joined(separator: "/"), body: request.body,
                    host: request.headers["Host"]),
                in: cluster)
        }
    }

    private func evict(_ target: Target) throws -> APIResponse {
        let date = clock.date
        _ = try write { try $0.delete(target, DeleteOptions(), date: date) }
        return .value(
            status: 201, ["kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Success", "code": 201])
    }

    private func bind(_ request: APIRequest, _ target: Target) throws -> APIResponse {
        let body = try Body.object(request)
        try write { cluster in
            var pod = try cluster.read(target)
            pod[at: "spec", "nodeName"] = body[at: "target", "name"]
            cluster.store.put(pod, as: target.key)
        }
        return .value(
            status: 201, ["kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Success", "code": 201])
    }
}

/// What the log of a simulated container says.
enum SimulatedLog {
    static let annotation = "sandbox.groundcrew/log"

    static func lines(_ pod: Value, container: String) -> [String] {
        if let text = pod.annotations[annotation]?.string {
            return text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        }
        let image =
            pod[at: "spec", "containers"]?.array?.first { $0["name"]?.string == container }?["image"]?.string ?? ""
        return [
            "simulated log of container \(container): no process runs in the sandbox",
            "simulated image \(image)",
        ]
    }
}
