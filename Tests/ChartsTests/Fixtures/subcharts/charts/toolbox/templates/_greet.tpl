{{- define "toolbox.greet" -}}hello {{ .Release.Name }}{{- end -}}
