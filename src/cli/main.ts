#!/usr/bin/env node
import { runCommand } from '../command-line.js';
import { createProgram } from './program.js';

process.setSourceMapsEnabled(true);
await runCommand(createProgram());
