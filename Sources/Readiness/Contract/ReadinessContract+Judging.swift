import Expressions
public import Value

extension ReadinessContract {
    /// What the contract says of the object. Rules that cannot be evaluated make it unknown, with the error's words:
    /// a rule that would have held must not be passed over.
    public func status(of object: Value) -> ContractStatus {
        var variables: [String: Value]
        do {
            variables = try self.variables(for: object)
            if checksGeneration, let unseen = try unseenGeneration(object) { return unseen }
        } catch {
            return ContractStatus(phase: .unknown, message: error.message)
        }
        for (index, rule) in rules.enumerated() {
            do {
                guard try rule.condition.isTrue(variables) else { continue }
                var status = ContractStatus(
                    phase: rule.phase, message: rule.phase.rawValue.lowercased(), rule: index, patience: rule.patience)
                if let message = try rule.message?.render(variables) { status.message = message }
                if let reason = try rule.reason?.render(variables), !reason.isEmpty { status.reason = reason }
                count(&status, variables)
                return status
            } catch {
                return ContractStatus(
                    phase: .unknown,
                    message: "readiness.rules[\(index)] cannot be evaluated: \(error.message)",
                    reason: "RuleFailed", rule: index, problems: [error.description])
            }
        }
        var status = ContractStatus(
            phase: .unknown, message: "no rule of the readiness contract holds", reason: "NoRuleMatched")
        count(&status, variables)
        return status
    }

    /// The label selector of the deployment's pods; nil when the contract has none.
    public func podSelector(of object: Value) throws(ReadinessError) -> String? {
        guard let podSelector else { return nil }
        return try render(podSelector, object, path: "pods.selector")
    }

    /// Where the deployment is reached; nil when the contract has no endpoint.
    public func endpoint(of object: Value) throws(ReadinessError) -> ContractEndpoint? {
        guard let endpoint else { return nil }
        let port = try render(endpoint.port, object, path: "endpoint.port")
        guard let number = ContractEndpoint.port(port) else {
            throw ReadinessError(.wrongType, "\"\(port)\" is not a port", path: "endpoint.port")
        }
        return ContractEndpoint(
            service: try render(endpoint.service, object, path: "endpoint.service"), port: number,
            scheme: endpoint.scheme, path: endpoint.path)
    }

    private func render(_ template: MessageTemplate, _ object: Value, path: String) throws(ReadinessError) -> String {
        let variables = try variables(for: object)
        do {
            return try template.render(variables)
        } catch {
            throw ReadinessError(.evaluationFailed, error.message, path: path, underlying: error)
        }
    }

    /// `object`, `status`, `conditions` and the names of `let`.
    func variables(for object: Value) throws(ReadinessError) -> [String: Value] {
        let reader = ObjectReader(object)
        var conditions = Object()
        let status: Value
        do {
            status = try reader.value("status") ?? [:]
            for value in try reader.array("status.conditions") {
                if let type = value["type"]?.string { conditions[type] = value }
            }
        } catch {
            throw ReadinessError(.wrongType, error.status.message, path: error.path)
        }
        guard status.object != nil else {
            throw ReadinessError(.wrongType, "status is not an object but \(status.typeName)", path: "status")
        }
        let context = ContractContext(in: object)
        var variables: [String: Value] = [
            "object": ContractContext.removed(from: object), "status": status, "conditions": .object(conditions),
            "related": .object(context.related), "events": .array(context.events.map(\.value)),
        ]
        for (name, expression) in definitions {
            do {
                variables[name] = try expression.evaluate(variables)
            } catch {
                throw ReadinessError(
                    .evaluationFailed, "\"\(name)\" of the readiness contract cannot be evaluated: \(error.message)",
                    path: "let.\(name)", underlying: error)
            }
        }
        return variables
    }

    private func unseenGeneration(_ object: Value) throws(ReadinessError) -> ContractStatus? {
        let reader = ObjectReader(object)
        do {
            // A deletion is the more important news.
            guard try reader.value("metadata.deletionTimestamp") == nil,
                let unseen = try GenericRules.unseenGeneration(reader)
            else { return nil }
            return ContractStatus(phase: .deploying, message: unseen.message, reason: unseen.reason)
        } catch {
            throw ReadinessError(.wrongType, error.status.message, path: error.path)
        }
    }

    private func count(_ status: inout ContractStatus, _ variables: [String: Value]) {
        for (name, expression) in [("desired", desired), ("ready", ready)] {
            guard let expression else { continue }
            do {
                let value = try expression.evaluate(variables)
                guard let number = value.integer else {
                    status.problems.append("replicas.\(name) gives \(value.typeName), not a whole number")
                    continue
                }
                if name == "desired" {
                    status.desired = Int(clamping: number)
                } else {
                    status.ready = Int(clamping: number)
                }
            } catch {
                status.problems.append("replicas.\(name): \(error.description)")
            }
        }
    }
}
