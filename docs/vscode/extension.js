// Starts `tocsin lsp` and hands it every YAML file; what is no pack and no case it leaves alone.
"use strict";

const vscode = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

let client;

async function start() {
  const settings = vscode.workspace.getConfiguration("tocsin");
  const document = settings.get("document");
  const server = {
    command: settings.get("command"),
    args: document ? ["lsp", "--document", document] : ["lsp"],
  };
  const files = { documentSelector: [{ scheme: "file", language: "yaml" }] };
  client = new LanguageClient("tocsin", "Tocsin", server, files);
  try {
    await client.start();
  } catch (error) {
    vscode.window.showErrorMessage(
      `Tocsin: ${server.command} does not start (${error.message}). Install tocsin[lsp], or set tocsin.command to its path.`,
    );
  }
}

async function stop() {
  const running = client;
  client = undefined;
  if (running?.isRunning()) {
    await running.stop();
  }
}

async function restart() {
  await stop();
  await start();
}

exports.activate = async (context) => {
  context.subscriptions.push(
    vscode.commands.registerCommand("tocsin.restart", restart),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration("tocsin")) {
        restart();
      }
    }),
  );
  await start();
};

exports.deactivate = stop;
