public import Value

/// What CRDs say of the objects of their types, judged as the sandbox's API server judges a create.
public struct CustomResourceSchemas: Sendable {
    /// By group and kind.
    private let types: [String: CustomType]
    private let judge = ExpressionJudge()

    /// - Parameter crds: CustomResourceDefinitions of `apiextensions.k8s.io/v1`; other objects are left aside. Of two for
    ///   one type the later counts.
    public init(_ crds: [Value]) {
        var types: [String: CustomType] = [:]
        for crd in crds where crd.kind == "CustomResourceDefinition" {
            guard let type = CustomType(crd: crd) else { continue }
            types["\(type.definition.group)/\(type.definition.kind)"] = type
        }
        self.types = types
    }

    /// What is wrong with the object, a line each, such as `spec.size: Required value`: fields that the schema does not
    /// know first. Empty where nothing is.
    ///
    /// - Returns: nil where no CRD is about the object.
    public func problems(of object: Value) -> [String]? {
        let parts = object.apiVersion.split(separator: "/", maxSplits: 1)
        guard parts.count == 2, let type = types["\(parts[0])/\(object.kind)"] else { return nil }
        let version = String(parts[1])
        let definition = type.definition
        guard definition.versions.contains(version), let schema = type.versions[version]?.schema.schema else {
            let served = definition.versions.joined(separator: ", ")
            return ["\(definition.groupResource) serves \(served.isEmpty ? "no version" : served), not \(version)"]
        }
        let (known, unknown) = schema.pruned(object)
        let stored = schema.defaulted(schema.withoutForbiddenNulls(known))
        return unknown.map { "\($0): is not a field of the CRD" }
            + schema.problems(of: stored, former: nil, judge: judge).map(\.text)
    }
}
