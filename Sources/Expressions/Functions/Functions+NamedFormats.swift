/// Kubernetes' library of named formats.
extension Functions {
    static let formats: [Overload] =
        [
            .function("format.named", .string, to: .optional) { (values, context) throws(Fault) in
                .optional(NamedFormat(rawValue: try values.text(0, &context)).map { .format($0) })
            }.inferring { _ in .optional(InferredType(.format)) },
            .method("validate", .format, .string, to: .optional) { (values, context) throws(Fault) in
                guard case .format(let format) = values[0] else { return values[0] }
                let text = try values.text(1, &context)
                // Each form goes through the text a few times.
                try context.charge(bytes: 4 * text.utf8.count)
                let faults = format.faults(of: text)
                return .optional(faults.isEmpty ? nil : .list(faults.map { .string($0) }))
            }.inferring { _ in .optional(.list(InferredType(.string))) },
        ]
        + NamedFormat.allCases.map { format in
            .function("format.\(format.rawValue)", to: .format) { (_, _) throws(Fault) in .format(format) }
        }
}
