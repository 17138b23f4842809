import Value

extension CommandFailure {
    /// For programs, in the place of a result.
    var fields: Object {
        [
            "status": .integer(Int64(status.rawValue)), "outcome": .string("\(status)"),
            "message": message.map(Value.string) ?? .null, "next": hint.map(Value.string) ?? .null,
        ]
    }

    /// Prints it on standard output where the command was asked for a document and has printed none.
    func document(_ context: CommandContext) {
        guard let format = context.result.formatOfFailure else { return }
        ResultPrinter(output: context.standardOutput, format: format).print(kind: "Failure", fields) { "" }
    }
}
