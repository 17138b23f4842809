import GoTemplate

enum CryptoFunctions { static func add(to functions: inout TemplateFunctions) {} }
